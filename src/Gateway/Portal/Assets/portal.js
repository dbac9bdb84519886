// The page works without any of this; here is what only a script can do.
import { follow as listen, page } from './page.js';
import './section.js';
import { comeBack, follow, takeOut } from './places.js';
import { readOut } from './chart.js';
import { choose } from './forms.js';
import { tryOut } from './whatif.js';
import { goLive } from './live.js';

// A payer who came back: the cards know already of what.
takeOut('session');
follow(document);
comeBack(page);
readOut(document);
choose(document);
tryOut(document);
goLive(page, listen, new AbortController().signal);
