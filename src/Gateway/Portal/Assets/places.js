// Links and forms that change what is looked at load only the sections that they are about. The address says it all the same.

const sections = names => names.split(' ').map(name => document.getElementById(name)).filter(Boolean);

function go(address, names, isNew = true) {
  if (isNew) {
    history.pushState({ names }, '', address);
  }

  for (const section of sections(names)) {
    section.source = section.source.split('?')[0] + address.search;
    section.load();
  }

  const target = address.hash && document.getElementById(address.hash.slice(1));
  if (isNew && target) {
    const top = target.getBoundingClientRect().top;
    if (top < 0 || top > innerHeight * .8) {
      target.scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    }
  }
}

function submit(form) {
  const address = new URL(form.action);
  address.search = '';
  for (const [name, value] of new FormData(form)) {
    if (value) {
      address.searchParams.append(name, value);
    }
  }

  go(address, form.dataset.loads);
}

document.addEventListener('click', event => {
  const link = event.target.closest('a[data-loads]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    go(new URL(link.href.baseVal ?? link.href, location.href), link.dataset.loads);
  }

  const opens = event.target.closest('[data-opens]');
  if (opens) {
    event.preventDefault();
    const menu = document.getElementById(opens.dataset.opens);
    menu?.setAttribute('open', '');
    menu?.querySelector('button')?.focus();
  } else if (!event.target.closest('details.menu')) {
    document.querySelectorAll('details.menu[open]').forEach(menu => menu.removeAttribute('open'));
  }
});

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    const menu = event.target.closest?.('details.menu[open]');
    menu?.removeAttribute('open');
    menu?.querySelector('summary')?.focus();
  }
});

document.addEventListener('submit', event => {
  if (event.target.dataset.loads) {
    event.preventDefault();
    submit(event.target);
  }
});

document.addEventListener('change', event => {
  const form = event.target.closest('form[data-loads]');
  if (form && event.target.type !== 'search') {
    submit(form);
  }
});

addEventListener('popstate', () => go(new URL(location.href), 'where history members bidding funnel whatif', false));
