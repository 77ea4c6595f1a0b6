/** Documentation for users and the operator's own texts: a part of routes.ts, which has all the others. */
import type { Route } from '../../http/server.ts';
import { show } from '../page-route.ts';
import { sitePaths } from '../site-urls.ts';
import { documentationIndex, documentationPage } from './documentation-pages.tsx';
import { readDocumentation } from './documentation.ts';
import { policiesPage, policyPage, securityContact, type PolicyDeps } from './policies.tsx';

type Deps = Omit<PolicyDeps, 'support'> & { readonly config: Pick<PolicyDeps, 'support'> };

export function documentationPages(pages: Deps): Route[] {
  const documentation = readDocumentation(pages.site);
  const policies = { ...pages, support: pages.config.support };
  return [
    show(sitePaths.docs, documentationIndex(pages, documentation)),
    show(sitePaths.docsPage, documentationPage(pages, documentation)),
    show(sitePaths.policies, policiesPage(pages)),
    show(sitePaths.policy, policyPage(policies)),
    { methods: ['GET', 'HEAD'], path: sitePaths.securityContact, handler: securityContact(policies) },
  ];
}
