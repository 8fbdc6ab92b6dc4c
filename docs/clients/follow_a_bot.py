"""Sends a bot into a meeting and follows it to its end. Python 3.8 or newer, nothing else:
    ROLLCALL_KEY=demo python3 docs/clients/follow_a_bot.py https://meet.google.com/abc-defg-hij"""
import json, os, sys, time, urllib.error, urllib.request

BASE = os.environ.get("ROLLCALL_URL", "http://localhost:8080")
HEADERS = {"X-API-Key": os.environ["ROLLCALL_KEY"], "Content-Type": "application/json"}


def call(method, path, body=None):
    """429 and 503 say when to come again; everything else is the answer."""
    data = None if body is None else json.dumps(body).encode()
    while True:
        try:
            request = urllib.request.Request(BASE + path, data, HEADERS, method=method)
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503):
                return error.code, json.load(error)
            time.sleep(int(error.headers.get("Retry-After", 5)))


status, answer = call("POST", "/bots", {"meeting_url": sys.argv[1]})
if status not in (201, 409):  # 409: there is a bot already, which is followed instead
    sys.exit(answer["detail"])
meeting_id, seen = answer.get("id") or answer["meeting_id"], None
while seen not in ("completed", "failed"):
    meeting = call("GET", f"/meetings/{meeting_id}")[1]
    if meeting["status"] != seen:
        seen = meeting["status"]
        print(seen, flush=True)
    time.sleep(1)
print("ended:", meeting["completion_reason"])
sys.exit(0 if seen == "completed" else 1)
