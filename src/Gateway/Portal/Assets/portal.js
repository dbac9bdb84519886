// The page works without any of this; here is what only a script can do.
import './section.js';
import './places.js';
import './chart.js';
import './forms.js';
import './whatif.js';
import './live.js';
