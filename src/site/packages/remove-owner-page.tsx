import { requireFreshSignIn } from '../../accounts/relation.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { ownersInView } from '../../packages/owners/owners-in-view.ts';
import { html } from '../html.tsx';
import { page, requireViewer } from '../page.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import { requireIdOf, type PackageDeps } from './package-deps.ts';

/** `GET /packages/:id/owners/remove?account=…`: what it would change, and the button. */
export function removeOwnerPage(deps: PackageDeps): HttpHandler {
  return page(deps, async (visit) => {
    const viewer = requireViewer(visit);
    requireFreshSignIn(viewer, visit.now);
    const { displayId, owners, mayManage } = await ownersInView(deps, viewer, requireIdOf(visit));
    const wanted = (visit.request.query.get('account') ?? '').toLowerCase();
    const owner = owners.find(({ name }) => name.toLowerCase() === wanted);
    if (owner === undefined || !mayManage) throw new Problem('not_found', `There is no such owner of ${displayId}.`);
    const { urls } = visit.site;
    const back = urls.packageOwners(displayId);
    const isSelf = owner.accountId === viewer.actorId;
    const title = `Remove ${owner.name} from the owners of ${displayId}`;
    const trail = [
      { label: 'Manage packages', href: urls.packages },
      { label: displayId, href: back },
    ];
    const body = (
      <>
        <Crumbs trail={trail} here="Remove an owner" />
        <h1>
          <IdText text={title} />
        </h1>
        {owners.length === 1 ? (
          <Notice kind="warning" title={`${owner.name} is the only owner of ${displayId}.`}>
            A package always has one, so that somebody answers for it. <a href={back}>Add another owner first</a>.
          </Notice>
        ) : (
          <>
            <ul>
              <li>
                {isSelf ? 'You' : owner.name} can no longer publish, unlist or relist versions of {displayId}. API keys
                that act for {isSelf ? 'you' : owner.name} are refused from now on.
              </li>
              <li>Versions that are published stay as they are.</li>
              <li>
                {isSelf ? 'Only its owners can make you one again.' : `${owner.name} is told by mail.`} Invitations that{' '}
                {isSelf ? 'you' : owner.name} sent can no longer be accepted.
              </li>
            </ul>
            <Form visit={visit} action={urls.packageOwnerRemove(displayId)}>
              <input type="hidden" name="account" value={owner.name} />
              <p class="row">
                <Button kind="danger">Remove {owner.name}</Button>
                <ButtonLink href={back}>Cancel</ButtonLink>
              </p>
            </Form>
          </>
        )}
      </>
    );
    return html(visit, { title, body });
  });
}
