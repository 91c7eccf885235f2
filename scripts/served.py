"""What the scripts share that ask a team server about a real repository."""
import http.client
import json
import pathlib
import subprocess
import tempfile
import time


class Server:
    """A team server of its own on the repository, asked over HTTP."""

    def __init__(self, binary, repository):
        self.home = tempfile.TemporaryDirectory()
        config = pathlib.Path(self.home.name) / "team.json"
        config.write_text(json.dumps({
            "host": "127.0.0.1", "port": 0, "defaultWorkspaceId": "repo", "tokens": [], "auditLogPath": "audit.jsonl",
            "workspaces": [{"id": "repo", "root": str(repository.resolve())}],
            "maxRps": 100000, "rateBurst": 100000, "perTokenRps": 100000, "perTokenBurst": 100000}))
        create = [binary, "team", "token", "create", "--quiet", "--config", str(config), "--id", "own", "--role", "admin"]
        token = subprocess.check_output(create, text=True).strip()
        self.process = subprocess.Popen([binary, "team", "serve", "--quiet", "--config", str(config)], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        url = next(line for line in self.process.stdout if line.startswith("listening on ")).split("//")[1].strip()
        self.connection = http.client.HTTPConnection(url)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        while not self.call("ctx_overview"):
            time.sleep(0.2)

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.home.cleanup()

    def call(self, tool, **arguments):
        """The structured result; None where the tool refuses."""
        self.connection.request("POST", "/v1/tools/call", json.dumps({"name": tool, "arguments": arguments}), self.headers)
        answer = self.connection.getresponse()
        said = json.loads(answer.read())
        return said["result"]["structuredContent"] if answer.status == 200 else None

    def pages(self, tool, **arguments):
        page = self.call(tool, **arguments)
        while page:
            yield page
            page = page.get("cursor") and self.call(tool, **arguments, cursor=page["cursor"])

    def read(self, path, mode):
        """(text, tokens delivered, tokens of the source)"""
        pages = list(self.pages("ctx_read", path=path, mode=mode))
        if not pages:
            return None
        return "".join(p["text"] for p in pages), sum(p["deliveredTokens"] for p in pages), pages[0]["sourceTokens"]
