// Takes webhooks and checks their signatures. TypeScript finds every type by itself, so plain node runs it too:
//   WEBHOOK_SECRET=... node --input-type=module - 9000 < docs/clients/webhook-receiver.ts
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const secret = process.env.WEBHOOK_SECRET ?? '';
const seen = new Set(); // in a service of your own: a table with a unique column

/** The signature is over the timestamp, a dot and the bytes as they came; two of them while a secret is changed. */
function isGenuine(timestamp = '', signature = '', body = Buffer.alloc(0)) {
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  const expected = Buffer.from('sha256=' + createHmac('sha256', secret).update(timestamp + '.').update(body).digest('hex'));
  return signature.split(',').some((one) => {
    const given = Buffer.from(one.trim());
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  const genuine = isGenuine(String(request.headers['x-webhook-timestamp']), String(request.headers['x-webhook-signature']), body);
  if (genuine) {
    const event = JSON.parse(body.toString());
    if (!seen.has(event.event_id)) { // it may come twice
      seen.add(event.event_id);
      console.log(event.event_type, event.data.meeting?.id);
    }
  }
  response.writeHead(genuine ? 204 : 401).end();
}).listen(Number(process.argv.at(-1)), '127.0.0.1');
