// Forms and files of an embedded page: a browser would send them without the token, so they are sent by hand.
import { noticeIn } from './session.js';
import { sectionsOf, wayOf } from './way.js';

export function sendForms(root) {
  root.addEventListener('submit', event => {
    if (event.target.method === 'post') {
      event.preventDefault();
      send(event.target, event.submitter);
    }
  });
  root.addEventListener('click', event => {
    const link = event.target.closest?.('a[href]');
    if (link?.hasAttribute('download')) {
      event.preventDefault();
      save(link);
    } else if (link?.getAttribute('href').startsWith('#') && !link.dataset.opens) {
      event.preventDefault();
      find(root, link.getAttribute('href').slice(1));
    }
  });
}

/** A browser looks for what an address names in the whole page only. */
function find(root, id) {
  root.querySelector('.target')?.classList.remove('target');
  const row = root.getElementById(id);
  row?.classList.add('target');
  row?.scrollIntoView({ block: 'nearest' });
}

async function send(form, button) {
  if (form.hasAttribute('aria-busy')) {
    return;
  }

  const session = wayOf(form);
  const fields = new URLSearchParams(new FormData(form, button));
  fields.set('page', location.href);
  form.setAttribute('aria-busy', 'true');
  try {
    const answer = await session.ask(form.getAttribute('action'), { method: 'POST', body: fields });
    if (answer) {
      show(session, await answer.text());
    }
  } catch {
    session.complain(session.words.notsent);
  } finally {
    form.removeAttribute('aria-busy');
  }
}

/** What came of it: a page of somebody else's to go to, a few words, or the sections as they are now. */
function show(session, html) {
  const found = new DOMParser().parseFromString(html, 'text/html');
  const lead = found.querySelector('[data-lead]');
  const notice = noticeIn(html);
  if (lead) {
    open(lead.href, '_top');
  } else if (notice) {
    session.complain(notice);
  } else {
    for (const section of found.querySelectorAll('purser-section')) {
      for (const own of sectionsOf(session, section.id)) {
        own.take(section);
      }
    }
  }
}

async function save(link) {
  const session = wayOf(link);
  const answer = await session.ask(link.getAttribute('href')).catch(() => undefined);
  if (!answer?.ok) {
    session.complain(session.words.notsent);
    return;
  }

  const file = document.createElement('a');
  file.href = URL.createObjectURL(await answer.blob());
  file.download = new URL(link.getAttribute('href'), session.base).pathname.split('/').pop();
  file.click();
  setTimeout(() => URL.revokeObjectURL(file.href), 60_000);
}
