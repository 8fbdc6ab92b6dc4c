"""Takes webhooks and checks their signatures. Python 3.8 or newer, nothing else:
    WEBHOOK_SECRET=... python3 docs/clients/webhook_receiver.py 9000"""
import hashlib, hmac, json, os, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["WEBHOOK_SECRET"].encode()
seen = set()  # in a service of your own: a table with a unique column


def is_genuine(headers, body):
    """The signature is over the timestamp, a dot and the bytes as they came; two of them while a secret is changed."""
    timestamp = headers.get("X-Webhook-Timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > 300:
        return False
    expected = "sha256=" + hmac.new(SECRET, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    given = headers.get("X-Webhook-Signature", "").split(",")
    return any(hmac.compare_digest(expected.encode(), one.strip().encode()) for one in given)


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        genuine = is_genuine(self.headers, body)
        if genuine:
            event = json.loads(body)
            if event["event_id"] not in seen:  # it may come twice
                seen.add(event["event_id"])
                print(event["event_type"], event["data"].get("meeting", {}).get("id"), flush=True)
        self.send_response(204 if genuine else 401)
        self.end_headers()

    def log_message(self, *words):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Hook).serve_forever()
