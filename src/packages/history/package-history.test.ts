import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { ownPackages, packageId } from '../../../test/support/owned-packages.ts';
import { ORIGIN, peopleOf } from '../../../test/support/people.ts';
import { insertMembership } from '../../accounts/accounts.queries.ts';
import { createApiKey } from '../../accounts/keys/create-api-key.ts';
import { setLocked } from '../../accounts/lock-account.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { Problem } from '../../base/problem.ts';
import { appendEvent } from '../../log/append-event.ts';
import { packageEvents } from '../../log/package-events.queries.ts';
import { inviteOwner } from '../owners/invite-owner.ts';
import { EVENTS_PER_PAGE, packageHistory } from './package-history.ts';

const HTTP = packageId('Acme.Http');

forEachDatabase((_, open) => {
  const start = async () => {
    const people = await peopleOf(open);
    const olga = await people.person('olga');
    const pavel = await people.person('pavel');
    const root = await people.person('root', true);
    await people.organization('acme', 'olga');
    await ownPackages(people, ['Acme.Http'], { owners: ['acme'], versions: ['1.0.0', '2.0.0'] });
    return { people, olga, pavel, root };
  };
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'nothing',
      (error: unknown) => (error instanceof Problem ? error.code : String(error)),
    );

  describe('the history of a package', () => {
    it('has what happened to the id and to its versions, the newest first, and nothing of others', async () => {
      const { people, olga } = await start();
      await ownPackages(people, ['Acme.Http.Core', 'Acme.Htt', 'Acme.Http0', 'Acme.Http-X'], { owners: ['acme'] });
      await inviteOwner(people, olga, { id: HTTP, account: 'pavel', message: '' }, ORIGIN);
      const { entries, displayId, next, labels } = await packageHistory(people.database, olga, HTTP);
      assert.equal(displayId, 'Acme.Http');
      assert.deepEqual(entries.map(({ kind, subject }) => `${kind} ${subject}`).slice(0, 1), [
        'owner_invited package:acme.http',
      ]);
      assert.ok(entries.every(({ subject }) => /^(package:acme\.http|version:acme\.http\/.*)$/.test(subject)));
      assert.equal(next, undefined);
      const invited = entries[0];
      assert.equal(invited?.actor?.name, 'olga');
      assert.equal(invited.onBehalfOf?.name, 'acme');
      assert.equal(invited.origin, undefined);
      assert.equal(labels.get(await people.publicId('pavel'))?.name, 'pavel');
    });

    it('is for owners and their members, and for administrators of the gallery, who also see where from', async () => {
      const { people, olga, pavel, root } = await start();
      await inviteOwner(people, olga, { id: HTTP, account: 'pavel', message: '' }, ORIGIN);
      const read = (who: SessionPrincipal) => packageHistory(people.database, who, HTTP);
      assert.equal(await code(read(pavel)), 'forbidden');
      assert.deepEqual((await read(root)).entries[0]?.origin, ORIGIN);
      const membership = { organizationId: await people.accountId('acme'), personId: pavel.actorId };
      await people.database.transaction((tx) => insertMembership(tx, { ...membership, role: 'collaborator' }, 1));
      assert.equal((await read(pavel)).entries[0]?.origin, undefined);
      await setLocked(people, { kind: 'operator' }, { name: 'pavel', locked: true });
      assert.equal(await code(read(pavel)), 'account_locked');
      assert.equal(await code(packageHistory(people.database, olga, packageId('No.Such'))), 'not_found');
    });

    it('names the keys that were used', async () => {
      const { people, olga } = await start();
      const wish = { owner: 'acme', as: 'olga', name: 'CI', scopes: ['push'], packages: ['*'], days: 30 };
      await createApiKey(people, { kind: 'operator' }, wish);
      const key = await people.database.read.selectFrom('api_keys').select('public_id').executeTakeFirstOrThrow();
      await people.database.mutation((tx) =>
        appendEvent(tx, {
          at: people.clock.now(),
          kind: 'version_unlisted',
          actor: olga.actorId,
          onBehalfOf: null,
          credential: `key:${key.public_id}`,
          subject: 'version:acme.http/1.0.0',
          data: {},
        }),
      );
      const { keyNames } = await packageHistory(people.database, olga, HTTP);
      assert.deepEqual([...keyNames], [[key.public_id, 'CI']]);
    });

    it('is read a page at a time, none twice and none left out, without the rest of the log', async () => {
      const { people, olga } = await start();
      const at = people.clock.now();
      await people.database.mutation(async (tx) => {
        for (let count = 0; count < 130; count += 1) {
          const subject = count % 2 === 0 ? 'package:acme.http' : `version:acme.http/1.0.${count}`;
          const author = { actor: null, onBehalfOf: null, credential: 'system' };
          await appendEvent(tx, { at, kind: 'registration_locked', ...author, subject, data: { reason: `${count}` } });
        }
      });
      const seen: number[] = [];
      let before: number | undefined;
      do {
        const page = await packageHistory(people.database, olga, HTTP, before);
        assert.ok(page.entries.length <= EVENTS_PER_PAGE);
        seen.push(...page.entries.map(({ seq }) => seq));
        before = page.next;
      } while (before !== undefined);
      const rows = await packageEvents(people.database.scan, 'acme.http', { before: 2 ** 53 - 1, limit: 1_000 });
      assert.deepEqual(
        seen,
        rows.map(({ seq }) => seq),
      );
      assert.ok(seen.length >= 130);
      assert.deepEqual(
        seen,
        [...new Set(seen)].sort((a, b) => b - a),
      );
    });
  });
});
