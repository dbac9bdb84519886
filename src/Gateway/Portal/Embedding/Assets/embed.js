// The AI Credits page, and its parts, as elements of other pages. What they show is what the page shows; here is how it comes there.
import { Session } from './session.js';
import { follow, takeOut } from './places.js';
import { readOut } from './chart.js';
import { choose } from './forms.js';
import { tryOut } from './whatif.js';
import { sendForms } from './sending.js';
import './section.js';

/** Where each is loaded from. */
const PARTS = {
  'purser-credits': '',
  'purser-auto-bid': '/auto-bid',
  'purser-cards': '/sections/cards',
  'purser-forecast': '/sections/forecast',
  'purser-chart': '/sections/where',
  'purser-why': '/sections/why',
  'purser-history': '/sections/history',
  'purser-members': '/sections/members',
  'purser-top-up': '/sections/top-up',
};

const style = new CSSStyleSheet();
const isStyled = Promise.all(['portal.css', 'embed.css'].map(async name => (await fetch(new URL(name, import.meta.url))).text()))
  .then(texts => style.replace(texts.join('\n')));

/** Of what a payer comes back. */
const purchase = takeOut('purser_session');

class Part extends HTMLElement {
  static observedAttributes = ['session-url', 'lang'];

  #session;
  #frame;

  connectedCallback() {
    this.#session ??= this.#open();
  }

  disconnectedCallback() {
    this.#session?.leave(this);
    this.#session = undefined;
  }

  attributeChangedCallback(_, before, after) {
    if (this.isConnected && before !== after) {
      this.disconnectedCallback();
      this.connectedCallback();
    }
  }

  /** Why nothing is shown, or no more, with a button to try again; null: all is well. */
  say(words, isHidden = false) {
    this.#tell(words, this.#session?.words.retry, () => this.#session?.retry());
    this.#frame.sections.hidden = isHidden;
  }

  /** What came of something that was tried. */
  complain(words) {
    this.#tell(words, this.#session?.words.close, () => this.#tell(null));
  }

  /** Loads what is shown, or could not be shown until now. */
  load() {
    this.#frame.sections.firstElementChild.load();
  }

  /** How the connection is doing, for everybody to see. */
  set status(text) {
    this.#frame.status.textContent = text;
  }

  /** How the numbers are, for those who listen to the page. */
  set announcement(text) {
    this.#frame.announcement.textContent = text;
  }

  #open() {
    const url = this.getAttribute('session-url');
    if (!url) {
      console.error(`<${this.localName}> needs the attribute session-url: an address of your own that answers {"token","expiresAt"}.`);
      return undefined;
    }

    const root = this.shadowRoot ?? this.#attach();
    const session = Session.of(new URL(url, document.baseURI), this.lang || document.documentElement.lang || navigator.language);
    session.join(this, root);
    const section = document.createElement('purser-section');
    section.id = PARTS[this.localName].split('/sections/')[1] ?? '';
    section.className = section.id ? '' : 'stack';
    section.setAttribute('src', this.#source(session));
    section.setAttribute('pending', '');
    section.innerHTML = '<div class="panel"><div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div></div>';
    if (PARTS[this.localName] === '') {
      // Its cards have it in their own address from then on.
      section.addEventListener('purser:shown', () => { section.source = session.path; }, { once: true });
    }

    this.#frame.sections.replaceChildren(section);
    return session;
  }

  #tell(words, label, help) {
    const { text, again } = this.#frame;
    text.parentElement.hidden = !words;
    text.textContent = words ?? '';
    again.textContent = label ?? '';
    again.onclick = help;
  }

  #source(session) {
    const part = PARTS[this.localName];
    const settles = purchase && (part === '' || part === '/sections/cards');
    return `${session.path}${part}${settles ? `?session=${encodeURIComponent(purchase)}` : ''}`;
  }

  #attach() {
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style];
    root.innerHTML = `<div class="frame ${this.localName}" hidden>
      <div class="banner warn" role="alert" hidden><p></p><button class="button small" type="button"></button></div>
      <div class="sections"></div>
      <p class="live" role="status"></p>
      <p class="sr" aria-live="polite"></p>
    </div>`;
    const [words, sections, status, announcement] = root.firstElementChild.children;
    const [text, again] = words.children;
    this.#frame = { text, again, sections, status, announcement };
    isStyled.finally(() => { root.firstElementChild.hidden = false; });
    follow(root);
    readOut(root);
    choose(root);
    tryOut(root);
    sendForms(root);
    return root;
  }
}

for (const name of Object.keys(PARTS)) {
  customElements.define(name, class extends Part {});
}
