// A product's AI action, paid for: a credit is held, a cover letter written, and the credit confirmed when the letter is there. A letter that
// fails gives its credit back at once; a process that dies in between leaves the hold, which gives itself back. With `./run` going:
//   export PURSER=http://127.0.0.1:8080 KEY=purser_…
//   npm ci && npm run generate && npm run build && npm start -- demo priya job-1 job-2 job-oops
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./purser.js";

const [teamId, memberId, ...jobs] = process.argv.slice(2);
if (!teamId || !memberId) {
  console.error("usage: PURSER=<address> KEY=<key> node letters.js TEAM MEMBER JOB…");
  process.exit(2);
}

// Not known is not no: the same request with the same key gets the truth.
const unknown = new Set([408, 429, 500, 502, 503, 504]);
const purser = createClient<paths>({
  baseUrl: setting("PURSER"),
  headers: { Authorization: `Bearer ${setting("KEY")}` },
  fetch: async (request) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(request.clone()).catch((failure: unknown) => { if (attempt === 5) throw failure; });
      if (answer && (!unknown.has(answer.status) || attempt === 5)) return answer;
      await new Promise((again) => setTimeout(again, 1000 * Number(answer?.headers.get("Retry-After") ?? attempt)));
    }
  },
});

for (const job of jobs) console.log(`${job}: ${await letter(teamId, memberId, job)}`);
const { data: credits } = await purser.GET("/v1/teams/{teamId}/credits", { params: { path: { teamId } } });
console.log(`${credits?.spendable} credits left`);

async function letter(teamId: string, memberId: string, jobId: string): Promise<string> {
  const { data: debit, error: no } = await purser.POST("/v1/teams/{teamId}/debits", {
    params: { path: { teamId }, header: { "Idempotency-Key": randomUUID() } },
    body: { memberId, action: "cover_letter", jobId, holdSeconds: 60 } satisfies components["schemas"]["SingleDebitRequest"],
  });
  if (!debit) return `no letter. ${no?.detail}`;
  const path = { teamId, entryId: debit.entryId };
  try {
    const text = await write(jobId);
    const { response } = await purser.POST("/v1/teams/{teamId}/debits/{entryId}/confirmation", { params: { path } });
    // Too late: it is free. A product may as well debit it anew.
    return response.status === 409 ? `${text} (free of charge)` : text;
  } catch (failure) {
    await purser.POST("/v1/teams/{teamId}/debits/{entryId}/reversal", { params: { path }, body: { reason: String(failure) } });
    return "no letter, and the credit is back. The model timed out.";
  }
}

// What a language model would do.
async function write(job: string): Promise<string> {
  if (job.endsWith("oops")) throw new Error("The model timed out");
  return `"Dear client of ${job}, …"`;
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}.`);
  return value;
}
