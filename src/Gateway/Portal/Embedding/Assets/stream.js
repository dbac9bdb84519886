// Server-sent events as a browser reads them, but with a header: its own reader has no place for a token.

/** A connection that breaks off at once is made anew after one second, two, four … */
const LONGEST = 6;

/**
 * Follows the team, over and over, until it is closed.
 * @param {import('./session.js').Session} session
 * @param {(credits: object) => void} heard
 * @param {() => void} away The connection is gone; it is made anew.
 * @param {AbortSignal} closed
 */
export async function follow(session, heard, away, closed) {
  for (let again = 0; !closed.aborted; again = Math.min(again + 1, LONGEST)) {
    await pause(again ? 1000 * 2 ** (again - 1) : 100, closed);
    try {
      const answer = await session.ask(`${session.path}/events`, { signal: closed });
      if (!answer) {
        away();
        await session.restored;
        again = -1;
        continue;
      }

      if (answer.ok) {
        for await (const { kind, data } of events(answer.body)) {
          again = -1;
          if (kind === 'credits') {
            heard(JSON.parse(data));
          }
        }
      }
    } catch {
      // The gateway is away, or the connection broke.
    }

    if (!closed.aborted) {
      away();
    }
  }
}

/** The events of a body, as they come. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let event = { kind: 'message', data: '' };
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (text + part.value).split('\n');
    text = lines.pop();
    for (const line of lines) {
      const [name, value = ''] = line.split(/: ?(.*)/s);
      if (line === '') {
        if (event.data) {
          yield event;
        }

        event = { kind: 'message', data: '' };
      } else if (name === 'event') {
        event.kind = value;
      } else if (name === 'data') {
        event.data += value;
      }
    }
  }
}

const pause = (time, closed) => new Promise(resolve => {
  const timer = setTimeout(resolve, time);
  closed.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});
