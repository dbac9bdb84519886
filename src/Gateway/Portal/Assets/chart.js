// What a picture says at a place, under the pointer and with the arrow keys alike.

const escape = text => {
  const span = document.createElement('span');
  span.textContent = text;
  return span;
};

function show(day) {
  const chart = day.closest('[data-chart]');
  const readout = chart.querySelector('.readout');
  const title = document.createElement('strong');
  title.textContent = day.dataset.title;
  const rows = day.dataset.rows.split('\n').map(row => {
    const parts = row.split('|');
    const line = document.createElement('span');
    line.className = 'line';
    if (parts.length === 3) {
      const dot = document.createElement('i');
      dot.className = parts[0] ? `dot g${parts[0]}` : 'dot';
      line.append(dot, escape(parts[1]), escape(parts[2]));
    } else {
      line.append(escape(row));
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

function hide(event) {
  const readout = event.target.closest?.('[data-chart]')?.querySelector('.readout');
  if (readout) {
    readout.hidden = true;
  }
}

document.addEventListener('pointerover', event => {
  const day = event.target.closest?.('a.day');
  if (day) {
    show(day);
  } else {
    document.querySelectorAll('.readout:not([hidden])').forEach(readout => { readout.hidden = true; });
  }
});
document.addEventListener('focusin', event => {
  const day = event.target.closest?.('a.day');
  if (day) {
    show(day);
  }
});
document.addEventListener('focusout', hide);
document.addEventListener('keydown', event => {
  const day = event.target.closest?.('a.day');
  if (!day) {
    return;
  }

  const days = [...day.closest('[data-chart]').querySelectorAll('a.day')];
  const at = days.indexOf(day);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: days.length - 1 }[event.key];
  if (to !== undefined && days[to]) {
    event.preventDefault();
    day.setAttribute('tabindex', '-1');
    days[to].setAttribute('tabindex', '0');
    days[to].focus();
  }
});
