import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { mailLink, mailsSettled, mailTo, type ReadMail } from '../../../test/support/mail.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { browserOf, PASSWORD, personWithPassword } from '../../../test/support/sign-in.ts';
import { siteVisitor } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { createRateLimiter } from '../../accounts/limits/rate-limiter.ts';
import { invitePerson } from '../../accounts/people/invite-person.ts';
import { MICROSECONDS_PER_SECOND } from '../../base/clock.ts';

const NEW_PASSWORD = 'moss under old bridges';

/** Each link is followed as its reader would, from the event that the site writes to what the page does. */
forEachDatabase((_, open) => {
  describe('the links of mails', () => {
    const startApp = testApps(open);
    let app: TestApp;
    before(async () => {
      app = await startApp({ LODE_RATE_LIMITS: 'address=10000/h,mail=1000/h,invite=1000/h' });
      for (const name of ['olga', 'anna']) await personWithPassword(app, name);
    });
    const gathered = async (address: string, subject: string): Promise<ReadMail> => {
      await mailsSettled(app);
      app.clock.advance(61 * MICROSECONDS_PER_SECOND);
      return mailTo(app, address, subject);
    };

    it('confirm an address after the sign-up', async () => {
      const visitor = siteVisitor(app.url);
      const typed = { Username: 'nina', 'Email address': 'nina@elsewhere.example', Password: PASSWORD };
      await (await visitor.get('/signup')).submit('Create account', typed);
      const mail = await mailTo(app, 'nina@elsewhere.example', 'Confirm your email address');
      const page = await (await visitor.get(mailLink(mail))).submit('Confirm nina@elsewhere.example');
      assert.match(page.flash ?? '', /is confirmed/);
    });

    it('tell the owner of an address, and nobody else, that somebody tried it', async () => {
      const typed = { Username: 'mallory', 'Email address': 'olga@gallery.example', Password: PASSWORD };
      const page = await (await siteVisitor(app.url).get('/signup')).submit('Create account', typed);
      assert.equal(page.path, '/account/ConfirmationRequired');
      const mail = await mailTo(app, 'olga@gallery.example', 'You have an account already');
      assert.match(mail.text, /mallory/);
      assert.equal((await siteVisitor(app.url).get(mailLink(mail))).heading, 'Sign in');
    });

    it('set another password', async () => {
      const visitor = siteVisitor(app.url);
      await (await visitor.get('/account/ForgotPassword')).submit('Send the link', { 'Username or email': 'olga' });
      const mail = await mailTo(app, 'olga@gallery.example', 'Set a new password');
      assert.match(mail.text, /Address: +127\.0\.0\.1/);
      const page = await visitor.get(mailLink(mail));
      await page.submit('Set the password', { 'New password': NEW_PASSWORD });
      await mailTo(app, 'olga@gallery.example', 'Your password was changed');
      await browserOf(app, 'olga', NEW_PASSWORD);
    });

    it('confirm another address, and undo that from the one before', async () => {
      const olga = await browserOf(app, 'olga', NEW_PASSWORD);
      await (await olga.get('/account')).submit('Change address', { 'New email address': 'new@elsewhere.example' });
      const confirming = await mailTo(app, 'new@elsewhere.example', 'Confirm the new email address');
      await (await olga.get(mailLink(confirming))).submit('Confirm new@elsewhere.example');
      const undoing = await mailTo(app, 'olga@gallery.example', 'The email address of olga was changed');
      const page = await siteVisitor(app.url).get(mailLink(undoing));
      await page.submit('Undo the change of address');
      const restored = await mailTo(app, 'olga@gallery.example', 'the one before again');
      assert.equal((await siteVisitor(app.url).get(mailLink(restored))).status, 200);
    });

    it('invite to the gallery, and to an organization by name and by address', async () => {
      const limiter = createRateLimiter(app, undefined);
      await invitePerson(
        { ...app, limiter, signUpMode: 'open' },
        { kind: 'operator' },
        { email: 'guest@elsewhere.example' },
      );
      const mail = await mailTo(app, 'guest@elsewhere.example', 'An invitation to Lode');
      const page = await siteVisitor(app.url).get(mailLink(mail));
      assert.match(page.html, /value="guest@elsewhere\.example"/);
      await page.submit('Create account', { Username: 'guest', Password: PASSWORD });

      await app.organization('acme', 'anna');
      const anna = await browserOf(app, 'anna');
      for (const invitee of ['nina', 'stranger@elsewhere.example']) {
        await (
          await anna.get('/organization/acme')
        ).submit('Send invitation', { 'Username or email address': invitee });
      }
      const byName = await mailTo(app, 'nina@elsewhere.example', 'An invitation to the organization acme');
      const nina = await browserOf(app, 'nina');
      await (await nina.get(mailLink(byName))).submit('Accept the invitation');
      const byAddress = await mailTo(app, 'stranger@elsewhere.example', 'An invitation to the organization acme');
      assert.match((await siteVisitor(app.url).get(mailLink(byAddress))).text, /acme/);
      const joined = await gathered('acme@gallery.example', '2 members joined acme');
      assert.equal((await anna.get(mailLink(joined))).heading, 'acme');
    });

    it('ask a person to own a package, and to administer an organization', async () => {
      const anna = await browserOf(app, 'anna');
      await app.push(await app.key('anna'), buildPackage({ id: 'Acme.Http', version: '1.0.0' }));
      const wish = { 'Person or organization': 'nina', Message: 'Help me <b>here</b>: https://evil.example' };
      await (await anna.get('/packages/Acme.Http/owners')).submit('Invite', wish);
      const mail = await gathered('nina@elsewhere.example', 'An invitation to own Acme.Http');
      assert.match(mail.text, /^> Help me <b>here<\/b>: https:\u200C\/\/evil\.\u200Cexample$/m);
      const nina = await browserOf(app, 'nina');
      await (await nina.get(mailLink(mail))).submit('Accept Acme.Http for nina');
      const added = await gathered('anna@gallery.example', 'nina owns Acme.Http now');
      assert.equal((await anna.get(mailLink(added))).status, 200);

      await personWithPassword(app, 'team');
      const team = await browserOf(app, 'team');
      await (
        await team.get('/account/transform')
      ).submit('Ask to become an organization', { 'Username of the administrator': 'anna' });
      const started = await mailTo(app, 'team@gallery.example', 'Your account is to become an organization');
      assert.equal((await team.get(mailLink(started))).status, 200);
      const asked = await mailTo(app, 'anna@gallery.example', 'team wants to become an organization');
      await (await anna.get(mailLink(asked))).submit('Agree');
      await mailTo(app, 'team@gallery.example', 'team is an organization now');
    });
  });
});
