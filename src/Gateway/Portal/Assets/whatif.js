// What other settings would have cost, while they are dragged. The sliders stay; only the answer beside them is replaced.

import { wayOf } from './way.js';

/** As long nothing may change before it is asked. */
const PAUSE = 120;

const forms = new WeakMap();

/** One question at a time, and the newest one next: a gateway that takes long is not asked for what nobody waits for any more. */
async function ask(form) {
  const asking = forms.get(form) ?? {};
  forms.set(form, asking);
  if (asking.isUnderWay) {
    asking.isOutdated = true;
    return;
  }

  asking.isUnderWay = true;
  asking.isOutdated = false;
  const section = form.closest('purser-section');
  const result = section.querySelector('[data-result]');
  const search = `?${new URLSearchParams(new FormData(form))}`;
  section.source = section.source.split('?')[0] + search;
  result.setAttribute('aria-busy', 'true');
  try {
    const way = wayOf(section);
    const answer = await way.ask(section.source);
    const found = answer && new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-result]');
    if (found && form.isConnected) {
      result.replaceChildren(...found.childNodes);
      way.moved?.(search + location.hash);
    }
  } catch {
    // The gateway is away: the next move of a slider asks again.
  } finally {
    result.removeAttribute('aria-busy');
    asking.isUnderWay = false;
    if (asking.isOutdated && form.isConnected) {
      ask(form);
    }
  }
}

function drag({ target }) {
  const form = target.form;
  if (form?.matches('[data-whatif]')) {
    const output = form.querySelector(`output[for="${target.id}"]`);
    if (output) {
      output.value = new Intl.NumberFormat(wayOf(form).language).format(target.value);
    }

    clearTimeout(form.pause);
    form.pause = setTimeout(() => ask(form), PAUSE);
  }
}

export function tryOut(root) {
  root.addEventListener('input', drag);
  root.addEventListener('submit', event => {
    if (event.target.matches('[data-whatif]')) {
      event.preventDefault();
      ask(event.target);
    }
  });
}
