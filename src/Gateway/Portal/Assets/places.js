// Links and forms that change what is looked at load only the sections that they are about. The page's address says it all the same.
import { sectionsOf, wayOf } from './way.js';

function go(way, address, names, isNew = true) {
  if (isNew) {
    way.went(address, names);
  }

  for (const section of sectionsOf(way, names)) {
    section.source = section.source.split('?')[0] + address.search;
    section.load();
  }

  const [target] = isNew ? sectionsOf(way, address.hash.slice(1)) : [];
  if (target) {
    const { top } = target.getBoundingClientRect();
    if (top < 0 || top > innerHeight * .8) {
      show(target);
    }
  }
}

const show = target => target.scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });

function submit(form) {
  const way = wayOf(form);
  const address = new URL(form.getAttribute('action'), way.base);
  address.search = '';
  for (const [name, value] of new FormData(form)) {
    if (value) {
      address.searchParams.append(name, value);
    }
  }

  go(way, address, form.dataset.loads);
}

function click(event) {
  const way = wayOf(event.target);
  const link = event.target.closest('a[href]');
  if (link && isTaken(way, link, event)) {
    event.preventDefault();
    const address = new URL(link.getAttribute('href'), way.base);
    go(way, address, link.dataset.loads ?? address.hash.slice(1));
  }

  const opens = event.target.closest('[data-opens]');
  if (opens) {
    event.preventDefault();
    const menu = opens.getRootNode().getElementById(opens.dataset.opens);
    menu?.setAttribute('open', '');
    menu?.querySelector('button')?.focus();
  }
}

/** On a page of somebody else's, no address of ours leads anywhere, whichever way it is clicked. */
const isTaken = (way, link, event) => way.path
  ? link.getAttribute('href').startsWith(way.path) && !link.hasAttribute('download')
  : link.dataset.loads && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;

/** A menu is closed by a click anywhere else, and by the key that closes menus. */
function closeByClick({ target: menu }) {
  if (!menu.matches('details.menu[open]')) {
    return;
  }

  const isOver = new AbortController();
  document.addEventListener('click', event => {
    const path = event.composedPath();
    if (!menu.open || !menu.isConnected || !path.includes(menu) && !path.some(node => node.dataset?.opens)) {
      menu.removeAttribute('open');
      isOver.abort();
    }
  }, { signal: isOver.signal });
}

function closeByKey(event) {
  const menu = event.key === 'Escape' && event.target.closest?.('details.menu[open]');
  if (menu) {
    menu.removeAttribute('open');
    menu.querySelector('summary').focus();
  }
}

export function follow(root) {
  root.addEventListener('click', click);
  root.addEventListener('submit', event => {
    if (event.target.dataset.loads) {
      event.preventDefault();
      submit(event.target);
    }
  });
  root.addEventListener('change', event => {
    const form = event.target.closest('form[data-loads]');
    if (form && event.target.type !== 'search') {
      submit(form);
    }
  });
  root.addEventListener('toggle', closeByClick, true);
  root.addEventListener('keydown', closeByKey);
}

/** Takes a parameter out of the page's address, which is the reader's to copy and to load again; its value, or null. */
export function takeOut(name) {
  const address = new URL(location.href);
  const value = address.searchParams.get(name);
  if (value !== null) {
    address.searchParams.delete(name);
    history.replaceState(history.state, '', address);
  }

  return value;
}

/** The way back in a browser's history. */
export function comeBack(way) {
  addEventListener('popstate', () => go(way, new URL(location.href), 'where history members bidding funnel whatif', false));
}
