import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { mailLink, mailsOf, mailsSettled, mailTo, type ReadMail } from '../../../test/support/mail.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { siteVisitor } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { insertMembership } from '../../accounts/accounts.queries.ts';
import { createToken, findToken, tokenText } from '../../accounts/one-time-token.ts';
import { setMutedMail } from '../../accounts/people/mail-wishes.queries.ts';
import type { MailTopic } from '../../accounts/people/mail-topics.ts';
import { requireAccount } from '../../accounts/require-account.ts';
import { MICROSECONDS_PER_SECOND } from '../../base/clock.ts';
import { appendEvent, type NewEvent } from '../../log/append-event.ts';
import { eventsAfter } from '../../log/events.queries.ts';
import type { LogEvent } from '../../log/followers.ts';
import { createMailFollower } from './mail-follower.ts';

const MINUTE = 60 * MICROSECONDS_PER_SECOND;
const origin = { address: '192.0.2.77', userAgent: 'Firefox/150 of a tester' };

forEachDatabase((_, open) => {
  const startApp = testApps(open);

  /** What happened, as a use case would write it. */
  async function happened(app: TestApp, event: Pick<NewEvent, 'kind' | 'subject'> & Partial<NewEvent>): Promise<void> {
    const full = { at: app.clock.now(), actor: null, onBehalfOf: null, credential: 'system', data: {}, ...event };
    await app.database.mutation((tx) => appendEvent(tx, full));
  }

  async function mute(app: TestApp, name: string, ...muted: MailTopic[]): Promise<void> {
    const { id } = await requireAccount(app.database, name);
    await app.database.transaction((tx) => setMutedMail(tx, id, muted));
  }

  /** Everything that is sent up to a minute from now, and not before. */
  async function newMails(app: TestApp, work: () => Promise<unknown>): Promise<ReadMail[]> {
    await mailsSettled(app);
    const known = new Set((await mailsOf(app)).map(({ messageId }) => messageId));
    await work();
    await mailsSettled(app);
    app.clock.advance(MINUTE + MICROSECONDS_PER_SECOND);
    await mailsSettled(app);
    return (await mailsOf(app)).filter(({ messageId }) => !known.has(messageId));
  }
  const recipients = (mails: readonly ReadMail[]) => mails.map(({ to }) => to.replace('@gallery.example', '')).sort();

  describe('who is told of a version', () => {
    let app: TestApp;
    let key: string;
    const push = (version: string, id = 'Acme.Http') => app.push(key, buildPackage({ id, version }));
    before(async () => {
      app = await startApp();
      for (const name of ['anna', 'carl', 'olga']) await app.person(name);
      await app.organization('acme', 'anna');
      const [acme, carl] = [await requireAccount(app.database, 'acme'), await requireAccount(app.database, 'carl')];
      const membership = { organizationId: acme.id, personId: carl.id, role: 'collaborator' } as const;
      await app.database.transaction((tx) => insertMembership(tx, membership, app.clock.now()));
      key = await app.key('acme', { as: 'carl', name: 'CI' });
      await newMails(app, () => push('0.0.1'));
    });

    it('is every owner: people, members of organizations, and these themselves; each once', async () => {
      const mails = await newMails(app, () => push('1.0.0'));
      assert.deepEqual(recipients(mails), ['acme', 'anna', 'carl']);
      const mail = mails.find(({ to }) => to.startsWith('anna'));
      assert.equal(mail?.subject, '[Lode] Acme.Http 1.0.0 was published');
      assert.match(mail.text, /^Hello anna,/);
      assert.match(mail.text, /Who: +carl for acme/);
      assert.match(mail.text, /With: +the API key “CI”/);
      assert.match(mail.text, /When: +2 Jan 2026, \d\d:\d\d UTC/);
      assert.match(mail.text, /because you belong to the organization acme\./);
      assert.equal(mailLink(mail), '/packages/Acme.Http/1.0.0');
      assert.doesNotMatch(mail.text, /127\.0\.0\.1|Address|Program/);
    });

    it('is nobody who has turned that off, each for their own address', async () => {
      await mute(app, 'acme', 'publishing');
      await mute(app, 'carl', 'listing', 'publishing');
      assert.deepEqual(recipients(await newMails(app, () => push('1.1.0'))), ['anna']);
      const unlist = () =>
        fetch(`${app.url}/api/v2/package/Acme.Http/1.1.0`, { method: 'DELETE', headers: { 'x-nuget-apikey': key } });
      const mails = await newMails(app, unlist);
      assert.deepEqual(recipients(mails), ['acme', 'anna']);
      assert.equal(mails[0]?.subject, '[Lode] Acme.Http 1.1.0 was unlisted');
      assert.match(
        mails[0].text.replace(/\s+/g, ' '),
        /no longer shows in search; builds that use it keep restoring it/,
      );
      await mute(app, 'acme');
      await mute(app, 'carl');
    });

    it('hears of many at once in one mail, and of the next ones in another', async () => {
      const mails = await newMails(app, async () => {
        for (let i = 0; i < 30; i += 1) assert.equal((await push(`2.0.${i}`)).status, 201);
      });
      assert.deepEqual(recipients(mails), ['acme', 'anna', 'carl']);
      assert.equal(mails[0]?.subject, '[Lode] 30 versions were published');
      for (let i = 0; i < 30; i += 1)
        assert.ok(mails[0].text.replace(/\s+/g, ' ').includes(`Acme.Http 2.0.${i} (carl`));
      assert.deepEqual(recipients(await newMails(app, () => push('2.1.0'))), ['acme', 'anna', 'carl']);
    });

    it('hears of a change of many versions in one mail, which names them, the reason and who', async () => {
      const carl = siteVisitor(app.url);
      carl.setCookie('__Host-lode_session', await app.signIn('carl'));
      await newMails(app, () => Promise.all([push('2.2.1'), push('2.2.2')]));
      const mails = await newMails(app, async () => {
        const page = await (
          await carl.get('/packages/Acme.Http/Manage/listing')
        ).submit('Preview unlisting', { '2.2.1': true, '2.2.2': true, 'Reason, shown to everyone': 'Broken on Linux' });
        await page.submit('Unlist 2 versions');
      });
      assert.deepEqual(recipients(mails), ['acme', 'anna', 'carl']);
      for (const mail of mails) {
        const text = mail.text.replace(/\s+/g, ' ');
        assert.equal(mail.subject, '[Lode] 2 versions were unlisted');
        for (const version of ['2.2.1', '2.2.2'])
          assert.ok(text.includes(`Acme.Http ${version}: “Broken on Linux” (carl`), text);
      }
    });

    it('waits for more of it no longer than ten minutes', async () => {
      const known = (await mailsOf(app)).length;
      for (let minutes = 0; minutes < 12; minutes += 0.5) {
        await push(`3.${minutes * 2}.0`);
        await mailsSettled(app);
        app.clock.advance(MINUTE / 2);
      }
      await mailsSettled(app);
      const mails = (await mailsOf(app)).slice(known);
      assert.deepEqual(recipients(mails), ['acme', 'anna', 'carl']);
      app.clock.advance(2 * MINUTE);
      await mailsSettled(app);
      const last = (await mailsOf(app)).slice(known + 3);
      const counted = [...mails, ...last].filter(({ to }) => to.startsWith('anna'));
      const counts = counted.map(({ subject }) => Number(/(\d+) versions/.exec(subject)?.[1]));
      assert.equal(
        counts.reduce((sum, count) => sum + count),
        24,
      );
    });

    it('is nobody whose address is not confirmed', async () => {
      const of = (name: string) =>
        app.database.transaction((tx) =>
          tx.updateTable('accounts').set({ email_confirmed_at: null }).where('name', '=', name).execute(),
        );
      await of('anna');
      assert.deepEqual(recipients(await newMails(app, () => push('4.0.0'))), ['acme', 'carl']);
    });

    it('is the administrators of a large organization and the first of its members, and not all of them', async () => {
      const { id } = await requireAccount(app.database, 'acme');
      await app.database.transaction(async (tx) => {
        for (let i = 0; i < 250; i += 1) {
          const account = {
            public_id: `member${String(i).padStart(16, '0')}`,
            name: `m${i}`,
            name_key: `m${i}`,
            look_alike_key: `m${i}`,
          };
          const row = await tx
            .insertInto('accounts')
            .values({
              ...account,
              kind: 'person',
              email: `m${i}@gallery.example`,
              email_key: `m${i}@gallery.example`,
              email_confirmed_at: 1,
              status: 'active',
              is_administrator: 0,
              password_hash: null,
              created_at: 1,
            })
            .returning('id')
            .executeTakeFirstOrThrow();
          await insertMembership(
            tx,
            { organizationId: id, personId: row.id, role: i === 249 ? 'administrator' : 'collaborator' },
            1,
          );
        }
      });
      await push('5.0.0');
      await mailsSettled(app);
      const told = await app.database.scan.selectFrom('mails').select('address').where('sent_at', 'is', null).execute();
      const addresses = told.map(({ address }) => address);
      assert.ok(addresses.includes('m249@gallery.example'), 'the last administrator is told');
      // Anna, who administers it, takes a place and has no confirmed address.
      assert.equal(addresses.length, 200);
      assert.equal(new Set(addresses).size, 200);
    });
  });

  describe('who is told of an account', () => {
    let app: TestApp;
    const idOf = async (name: string) => (await requireAccount(app.database, name)).id;
    const subjectOf = async (name: string) => `account:${(await requireAccount(app.database, name)).publicId}`;
    before(async () => {
      app = await startApp();
      for (const name of ['anna', 'olga', 'eve']) await app.person(name);
      await app.organization('acme', 'anna');
      await newMails(app, () => Promise.resolve());
    });

    it('hears where a sign-in came from, as long as the log knows', async () => {
      const actor = await idOf('olga');
      const event = { kind: 'signed_in', subject: await subjectOf('olga'), actor, origin } as const;
      const [mail, ...others] = await newMails(app, async () => {
        await happened(app, { ...event, data: { session: 'x', how: 'password', isNewDevice: true } });
        await happened(app, { ...event, data: { session: 'y', how: 'password', isNewDevice: false } });
      });
      assert.deepEqual(others, []);
      assert.equal(mail?.to, 'olga@gallery.example');
      assert.match(mail.text, /Address: +192\.0\.2\.77/);
      assert.match(mail.text, /Program: +Firefox\/150 of a tester/);
      assert.equal(mailLink(mail), '/account/sessions');
    });

    it('does not hear where somebody else was', async () => {
      const actor = await idOf('anna');
      const mails = await newMails(app, async () => {
        const event = { subject: await subjectOf('olga'), actor, origin } as const;
        await happened(app, { ...event, kind: 'second_factor_removed', data: { factor: 'app' } });
        await app.key('acme', { name: 'own' });
        const key = await app.database.read.selectFrom('api_keys').select('public_id').executeTakeFirstOrThrow();
        await happened(app, {
          actor,
          origin,
          kind: 'key_regenerated',
          subject: `key:${key.public_id}`,
          data: { name: 'own' },
        });
      });
      assert.ok(mails.length >= 3);
      for (const { raw, text } of mails) {
        assert.doesNotMatch(raw.toString(), /192\.0\.2\.77|Firefox/);
        assert.doesNotMatch(text, /Address:/);
      }
    });

    it('gets a link that confirms its address, and whose secret stands nowhere', async () => {
      const { id } = await requireAccount(app.database, 'eve');
      const data = { email: 'eve.new@gallery.example' };
      const confirmation = await app.database.transaction((tx) =>
        createToken(app, tx, { kind: 'confirm-email', accountId: id, data }),
      );
      const subject = await subjectOf('eve');
      const [mail] = await newMails(app, () =>
        happened(app, { kind: 'email_change_asked', subject, data: { confirmation }, actor: id }),
      );
      assert.equal(mail?.to, 'eve.new@gallery.example');
      const text = mailLink(mail).split('/').at(-1) ?? '';
      assert.equal(text, tokenText(app.secret, confirmation));
      assert.notEqual(await findToken(app, app.database, 'confirm-email', text), undefined);
      const rows = await app.database.scan.selectFrom('mails').selectAll().execute();
      assert.ok(!JSON.stringify(rows).includes(text.slice(22)), 'the secret part of the link is stored');
    });

    it('learns alone, at its own address, that somebody tried to use it', async () => {
      const { id } = await requireAccount(app.database, 'eve');
      const data = { email: 'olga@gallery.example', isTaken: true };
      const confirmation = await app.database.transaction((tx) =>
        createToken(app, tx, { kind: 'confirm-email', accountId: id, data }),
      );
      const subject = await subjectOf('eve');
      const [mail, ...others] = await newMails(app, () =>
        happened(app, { kind: 'account_created', subject, data: { confirmation }, actor: id }),
      );
      assert.deepEqual(others, []);
      assert.equal(mail?.to, 'olga@gallery.example');
      assert.equal(mail.subject, '[Lode] You have an account already');
      assert.doesNotMatch(mail.raw.toString(), new RegExp(confirmation));
    });

    it('is told at the last address that it is gone, and gets nothing of what waited', async () => {
      await app.person('greta');
      const { id, publicId } = await requireAccount(app.database, 'greta');
      const key = await app.key('greta');
      await app.push(key, buildPackage({ id: 'Greta.Tools', version: '1.0.0' }));
      await mailsSettled(app);
      const mails = await newMails(app, async () => {
        await app.database.mutation(async (tx) => {
          const data = { address: 'greta@gallery.example', name: 'greta' };
          const farewell = await createToken(app, tx, { kind: 'farewell', accountId: null, data });
          await tx
            .updateTable('accounts')
            .set({ status: 'deleted', email: '', email_key: publicId })
            .where('id', '=', id)
            .execute();
          const event = { at: app.clock.now(), actor: id, onBehalfOf: null, credential: 'session:x' };
          await appendEvent(tx, {
            ...event,
            kind: 'account_deleted',
            subject: `account:${publicId}`,
            data: { farewell },
          });
        });
      });
      assert.deepEqual(
        mails.map(({ to, subject }) => [to, subject]),
        [['greta@gallery.example', '[Lode] Your account was deleted']],
      );
      const rows = await app.database.scan.selectFrom('mails').select('address').execute();
      const tokens = await app.database.scan.selectFrom('one_time_tokens').select('kind').execute();
      assert.ok(!rows.some(({ address }) => address.startsWith('greta')), 'the address is still kept');
      assert.ok(!tokens.some(({ kind }) => kind === 'farewell'), 'the token is still kept');
    });

    it('is invited by name and by address, with a link to the invitation', async () => {
      const [acme, anna, olga] = [
        await requireAccount(app.database, 'acme'),
        await idOf('anna'),
        await requireAccount(app.database, 'olga'),
      ];
      const invitation = {
        organization_id: acme.id,
        role: 'collaborator',
        invited_by: anna,
        created_at: 1,
        expires_at: 2,
      } as const;
      await app.database.transaction(async (tx) => {
        const invite = (
          public_id: string,
          person: { person_id: number | null; email: string | null; email_key: string | null },
        ) =>
          tx
            .insertInto('invitations')
            .values({ ...invitation, public_id, ...person })
            .execute();
        await invite('a'.repeat(22), { person_id: olga.id, email: null, email_key: null });
        await invite('b'.repeat(22), {
          person_id: null,
          email: 'New@elsewhere.example',
          email_key: 'new@elsewhere.example',
        });
      });
      const event = {
        kind: 'member_invited',
        subject: `account:${acme.publicId}`,
        actor: anna,
        onBehalfOf: acme.id,
      } as const;
      const mails = await newMails(app, async () => {
        await happened(app, {
          ...event,
          data: { invitation: 'a'.repeat(22), role: 'collaborator', person: olga.publicId },
        });
        await happened(app, { ...event, data: { invitation: 'b'.repeat(22), role: 'administrator' } });
      });
      // Anna, who did it, knows.
      assert.deepEqual(recipients(mails), ['New@elsewhere.example', 'acme', 'olga']);
      const link = mails.find(({ to }) => to === 'New@elsewhere.example');
      assert.ok(link !== undefined);
      assert.equal(mailLink(link), `/invitations/${tokenText(app.secret, 'b'.repeat(22))}`);
      assert.match(
        link.text.replace(/\s+/g, ' '),
        /anna invites you to the organization acme on Lode, as an administrator/,
      );
      assert.equal((await mailTo(app, 'acme@gallery.example', '2 invitations to acme')).parsed.attachments.length, 0);
    });
  });

  describe('the follower', () => {
    it('writes each mail once, whichever node comes first, and however often it is handed an event', async () => {
      const app = await startApp();
      await app.person('olga');
      const key = await app.key('olga');
      await mailsSettled(app);
      const [first] = await eventsAfter(app.database.read, 0, 1);
      assert.ok(first !== undefined);
      for (let i = 0; i < 5; i += 1) await app.push(key, buildPackage({ id: 'Acme.Once', version: `1.0.${i}` }));
      await mailsSettled(app);
      const rows = () =>
        app.database.scan.selectFrom('mails').select(['message_key', 'data']).orderBy('message_key').execute();
      const before = await rows();
      const events: LogEvent[] = (await eventsAfter(app.database.read, 0, 100)).map((row) => {
        const data: unknown = JSON.parse(row.data);
        return { ...row, onBehalfOf: row.on_behalf_of, data };
      });
      const again = createMailFollower(app, () => undefined);
      await Promise.all([again.handle(events), again.handle(events)]);
      assert.deepEqual(await rows(), before);
      assert.match(before.map(({ data }) => data).join(), /"count":5/);
    });
  });
});
