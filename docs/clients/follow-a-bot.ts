// Sends a bot into a meeting and follows it to its end. TypeScript finds every type by itself, so plain node runs it too:
//   ROLLCALL_KEY=demo node --input-type=module - https://meet.google.com/abc-defg-hij < docs/clients/follow-a-bot.ts
const base = process.env.ROLLCALL_URL ?? 'http://localhost:8080';
const headers = { 'X-API-Key': process.env.ROLLCALL_KEY ?? '', 'Content-Type': 'application/json' };
const sleep = (seconds = 1) => new Promise((wake) => setTimeout(wake, seconds * 1000));

/** 429 and 503 say when to come again; everything else is the answer. */
async function call(method = 'GET', path = '/', body = '') {
  for (;;) {
    const response = await fetch(base + path, { method, headers, body: body || null, signal: AbortSignal.timeout(15_000) });
    if (response.status !== 429 && response.status !== 503) {
      return { status: response.status, json: await response.json() };
    }
    await sleep(Number(response.headers.get('Retry-After') ?? 5));
  }
}

const order = JSON.stringify({ meeting_url: process.argv.at(-1) });
const sent = await call('POST', '/bots', order);
if (sent.status !== 201 && sent.status !== 409) {
  throw new Error(sent.json.detail);
}
const id = sent.json.id ?? sent.json.meeting_id; // 409: there is a bot already, which is followed instead
let meeting = { status: '', completion_reason: '' };
while (meeting.status !== 'completed' && meeting.status !== 'failed') {
  const next = (await call('GET', `/meetings/${id}`)).json;
  if (next.status !== meeting.status) console.log(next.status);
  meeting = next;
  await sleep(1);
}
console.log(`ended: ${meeting.completion_reason}`);
process.exit(meeting.status === 'completed' ? 0 : 1);
