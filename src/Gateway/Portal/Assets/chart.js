// What a picture says at a place, under the pointer and with the arrow keys alike.

const span = (text, name = '') => {
  const made = document.createElement('span');
  made.className = name;
  made.textContent = text;
  return made;
};

function show(day) {
  const chart = day.closest('[data-chart]');
  const readout = chart.querySelector('.readout');
  const title = document.createElement('strong');
  title.textContent = day.dataset.title;
  const rows = day.dataset.rows.split('\n').map(row => {
    const parts = row.split('|');
    const line = span('', 'line');
    if (parts.length === 3) {
      const dot = document.createElement('i');
      dot.className = parts[0] ? `dot g${parts[0]}` : 'dot';
      line.append(dot, span(parts[1]), span(parts[2]));
    } else {
      line.append(span(row));
    }

    return line;
  });
  readout.replaceChildren(title, ...rows);
  readout.hidden = false;
  const place = day.querySelector('.hit').getBoundingClientRect();
  const whole = chart.getBoundingClientRect();
  const isRight = place.left + place.width / 2 > whole.left + whole.width / 2;
  readout.classList.toggle('left', isRight);
  // Attributes of style are not allowed here; properties set by a script of our own are.
  readout.style.insetInlineStart = isRight ? 'auto' : `${place.right - whole.left + 6}px`;
  readout.style.insetInlineEnd = isRight ? `${whole.right - place.left + 6}px` : 'auto';
}

const dayOf = event => event.target.closest?.('a.day');

function showIfDay(event) {
  const day = dayOf(event);
  if (day) {
    show(day);
  }
}

function hide(event) {
  const readout = dayOf(event)?.closest('[data-chart]').querySelector('.readout');
  if (readout) {
    readout.hidden = true;
  }
}

function move(event) {
  const day = dayOf(event);
  if (!day) {
    return;
  }

  const days = [...day.closest('[data-chart]').querySelectorAll('a.day')];
  const at = days.indexOf(day);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: days.length - 1 }[event.key];
  if (to !== undefined && days[to]) {
    event.preventDefault();
    days[to].focus();
  }
}

/** The way back into the picture by keyboard leads to where it was left. */
function remember(event) {
  const day = dayOf(event);
  if (day) {
    day.closest('[data-chart]').querySelector('a.day[tabindex="0"]')?.setAttribute('tabindex', '-1');
    day.setAttribute('tabindex', '0');
  }
}

/** The picture was loaded anew under the pointer. */
function showAgain(event) {
  const day = event.target.querySelector('a.day:hover');
  if (day) {
    show(day);
  }
}

export function readOut(root) {
  root.addEventListener('pointerover', showIfDay);
  root.addEventListener('pointerout', hide);
  root.addEventListener('focusin', showIfDay);
  root.addEventListener('focusin', remember);
  root.addEventListener('focusout', hide);
  root.addEventListener('keydown', move);
  root.addEventListener('purser:shown', showAgain);
}
