import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { AnswerServer } from './answer-server.js';
import { sampleArchive, sampleExpression, sampleLine, samplePath } from './sample-program.js';
import { describeNix } from './describe-nix.js';
import { type Call, netrc, Nix, type RunOptions } from './support.js';

const token = 'aidrv_of-the-machine';
const prompt = 'Build the sample program';
const nobody = 65534;

let nix: Nix;
let server: AnswerServer;
let daemon: ChildProcess;
let ordinaryUser: RunOptions;

describeNix(
  'multi-user Nix: an ordinary user, a daemon, and a netrc file that only root may read',
  () => {
    beforeEach(async () => {
      const archive = sampleArchive();
      server = await AnswerServer.start({
        expression: () => sampleExpression(archive, server.url + samplePath),
        files: { [samplePath]: archive },
        tokens: [token],
      });
      nix = new Nix(netrc(server.url, token));
      const socket = join(nix.directory, 'socket');
      daemon = spawn('nix-daemon', [], {
        env: { ...nix.environment, NIX_DAEMON_SOCKET_PATH: socket },
        stdio: 'ignore',
      });
      for (let tries = 0; !existsSync(socket) && tries < 100; tries++) await sleep(50);
      chmodSync(socket, 0o666);

      const home = join(nix.directory, 'nobody');
      mkdirSync(home);
      chownSync(home, nobody, nobody);
      ordinaryUser = {
        uid: nobody,
        cwd: home,
        environment: {
          HOME: home,
          XDG_CACHE_HOME: join(home, 'cache'),
          XDG_CONFIG_HOME: join(home, 'config'),
          XDG_STATE_HOME: join(home, 'state'),
          NIX_REMOTE: 'daemon',
          NIX_DAEMON_SOCKET_PATH: socket,
        },
      };
    });
    afterEach(async () => {
      const ended = new Promise((resolve) => daemon.once('exit', resolve));
      daemon.kill();
      await ended;
      nix.remove();
      await server.stop();
    });

    it('builds in two requests with the token of the file, which the user cannot read and the store does not hold', async () => {
      const file = join(nix.directory, 'etc/netrc');
      expect(statSync(file)).toMatchObject({ uid: 0, mode: 0o100600 });
      expect((await nix.run('cat', [file], ordinaryUser)).code).not.toBe(0);

      const outcome = await nix.buildDefault({ server: server.url, prompt }, ordinaryUser);
      if (outcome.code !== 0) throw new Error(outcome.stderr);
      expect(statSync(outcome.stdout.trim()).uid).toBe(0); // built by the daemon, not by the user
      expect(await nix.ok(`${outcome.stdout.trim()}/bin/sample`, [], ordinaryUser)).toBe(sampleLine);
      expect(server.requests.map((request) => [request.path, request.token])).toEqual([
        ['/channel', token],
        ['/drv', token],
      ]);
      expect(nix.filesHolding(token)).toEqual([]);
    });

    it('builds through the flake too', async () => {
      const outcome = await nix.buildFlake({ server: server.url, prompt }, ordinaryUser);
      if (outcome.code !== 0) throw new Error(outcome.stderr);
      expect(await nix.ok(`${outcome.stdout.trim()}/bin/sample`, [], ordinaryUser)).toBe(sampleLine);
      expect(server.paths).toEqual(['/channel', '/drv']);
    });

    it("builds an unlocked call by the daemon's file alone: the user's own is not read", async () => {
      const { stderr } = await nix.buildDefault(withOwnNetrc({}), ordinaryUser);
      expect(stderr).toContain('HTTP error 401');
      expect(server.requests.map((request) => request.token)).toEqual([null]);
    });

    it("builds a locked call by the user's own file: the evaluator reads it, and no root is needed", async () => {
      const call = withOwnNetrc({ hash: `"${server.lock(prompt)}"` });
      const outcome = await nix.buildDefault(call, ordinaryUser);
      if (outcome.code !== 0) throw new Error(outcome.stderr);
      expect(server.requests.map((request) => [request.path, request.token])).toEqual([['/drv', token]]);
      expect(nix.filesHolding(token)).toEqual([]);
    });

    /** A call by a user who has the token in a file of his own, where the daemon's file has none. */
    function withOwnNetrc(settings: Record<string, string>): Call {
      const own = join(nix.directory, 'nobody/netrc');
      writeFileSync(join(nix.directory, 'etc/netrc'), '');
      writeFileSync(own, netrc(server.url, token));
      chownSync(own, nobody, nobody);
      return { server: server.url, prompt, arguments: settings, options: ['--option', 'netrc-file', own] };
    }
  },
  { programs: ['nix-daemon'], root: true },
);
