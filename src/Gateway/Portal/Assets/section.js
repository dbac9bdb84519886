// A part of the page that is loaded, fails and is tried again by itself.
import { wayOf } from './way.js';

/** The gateway is away: what is shown is better than nothing, and it is tried again after so long. */
const PAUSE = 5000;

class Section extends HTMLElement {
  connectedCallback() {
    if (this.hasAttribute('pending')) {
      this.load();
    }

    this.onclick = event => {
      const retry = event.target.closest('[data-retry]');
      if (retry && retry.closest('purser-section') === this) {
        event.preventDefault();
        this.load();
      }
    };
  }

  disconnectedCallback() {
    this.loading?.abort();
    clearTimeout(this.again);
    this.again = undefined;
  }

  /** Where it is loaded from. */
  get source() {
    return this.getAttribute('src');
  }

  set source(address) {
    this.setAttribute('src', address);
  }

  /** Loads it anew. What is shown stays until the new is there; focus stays where it was. */
  async load() {
    this.loading?.abort();
    const loading = this.loading = new AbortController();
    this.setAttribute('aria-busy', 'true');
    try {
      const answer = await wayOf(this).ask(this.source, { signal: loading.signal });
      if (answer && !loading.signal.aborted) {
        await this.read(answer, loading.signal);
      }
    } catch (failure) {
      if (!loading.signal.aborted) {
        this.fail();
      }
    } finally {
      if (this.loading === loading) {
        this.removeAttribute('aria-busy');
      }
    }
  }

  async read(answer, signal) {
    if (!answer.headers.get('Content-Type')?.startsWith('text/html')) {
      throw new Error(`status ${answer.status}`);
    }

    const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (signal.aborted) {
      return;
    }

    if (!parsed.querySelector('[data-notice]')) {
      this.show(parsed.body);
    } else if (answer.status >= 500 || answer.status === 429) {
      throw new Error(`status ${answer.status}`);
    } else {
      // There is no such part, or it is not for this member.
      this.show(document.createElement('p'));
    }
  }

  fail() {
    const { words } = wayOf(this);
    if (this.hasAttribute('pending') && words.failed) {
      const panel = document.createElement('div');
      panel.className = 'panel';
      panel.innerHTML = '<p class="failed" role="alert"><span></span><button class="button small" type="button" data-retry></button></p>';
      panel.querySelector('span').textContent = words.failed;
      panel.querySelector('button').textContent = words.retry;
      this.replaceChildren(panel);
    }

    this.again ??= setTimeout(() => { this.again = undefined; this.load(); }, PAUSE);
  }

  /** Becomes what the same section is elsewhere: in what a form was answered. */
  take(other) {
    this.loading?.abort();
    this.source = other.getAttribute('src');
    if (other.hasAttribute('pending')) {
      this.load();
    } else {
      this.show(other);
      this.querySelector('[autofocus]')?.focus();
    }
  }

  show(holder) {
    const active = this.getRootNode().activeElement;
    const focused = this.contains(active) ? active.getAttribute('data-focus') ?? active.id : null;
    const open = [...this.querySelectorAll('details[open][id]')].map(each => each.id);
    this.replaceChildren(...holder.childNodes);
    this.removeAttribute('pending');
    for (const id of open) {
      this.querySelector(`#${CSS.escape(id)}`)?.setAttribute('open', '');
    }

    if (focused) {
      this.querySelector(`[data-focus="${CSS.escape(focused)}"], #${CSS.escape(focused)}`)?.focus({ preventScroll: true });
    }

    this.dispatchEvent(new CustomEvent('purser:shown', { bubbles: true }));
  }
}

customElements.define('purser-section', Section);
