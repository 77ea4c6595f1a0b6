/** Rules by which versions that are pushed later are deprecated from their first moment. */
import { authorship, type Origin, type Principal } from '../../accounts/principal.ts';
import { publicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Deprecation } from '../../catalog/deprecation.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import { parseVersionRange } from '../../nuget/version-range.ts';
import { versionSortKey } from '../../nuget/version-sort-key.ts';
import type { NuGetVersion } from '../../nuget/version.ts';
import type { Tx } from '../../storage/database.ts';
import { managedVersions, type ManagedVersion } from '../bulk/bulk.queries.ts';
import { isChangeable, requireManaged, requireNotTooMany } from '../bulk/plan-listing.ts';
import { recordVersionChanges } from '../bulk/record-version-changes.ts';
import type { BulkDeps } from '../bulk/set-listed-of-many.ts';
import { isInRange } from '../bulk/version-line.ts';
import type { RegistrationRow } from '../registrations.queries.ts';
import {
  deleteDeprecationRule,
  deprecationRules,
  insertDeprecationRule,
  type DeprecationRule,
} from './deprecation.queries.ts';

/** Each is asked at every push. */
export const MAX_RULES = 50;

interface Author {
  readonly principal: Principal;
  readonly origin?: Origin | undefined;
}

interface NewRule {
  readonly registration: RegistrationRow;
  /** Normalized. */
  readonly range: string;
  readonly deprecation: Deprecation;
}

/** Adds the rule in place of one of the same range, and gives its public id; a rule that is there already stays. */
export async function replaceRule(
  { clock, random }: Pick<BulkDeps, 'clock' | 'random'>,
  tx: Tx,
  author: Author,
  { registration, range, deprecation }: NewRule,
): Promise<string> {
  const rules = await deprecationRules({ read: tx }, registration.id);
  const json = JSON.stringify(deprecation);
  const same = rules.find((rule) => rule.range === range);
  if (same?.deprecation === json) return same.publicId;
  if (same !== undefined) await endRule(tx, author, { registration, rule: same, at: clock.now() });
  else if (rules.length >= MAX_RULES) {
    const detail = `A package has at most ${MAX_RULES} rules for later versions: remove one, or widen its range.`;
    throw new Problem('bad_request', detail, { faults: [{ code: 'too_many_rules', detail, at: 'isForFuture' }] });
  }
  const rule = publicId(random);
  const { actor } = authorship(author.principal);
  const at = clock.now();
  await insertDeprecationRule(tx, {
    publicId: rule,
    registrationId: registration.id,
    range,
    deprecation: json,
    createdAt: at,
    createdBy: actor,
  });
  await appendRuleEvent(tx, author, registration, {
    kind: 'deprecation_rule_added',
    at,
    data: { rule, range, deprecation },
  });
  return rule;
}

export interface RuleRemoval {
  readonly id: PackageId;
  /** Its public id. */
  readonly rule: string;
  /** Also of the versions that still are as the rule says. */
  readonly takesBack: boolean;
}

/** Ends a rule, and with `takesBack` the deprecations that it made. Gives how many versions are deprecated no more. */
export async function removeDeprecationRule(
  deps: BulkDeps,
  principal: Principal,
  { id, rule: wanted, takesBack }: RuleRemoval,
  origin?: Origin,
): Promise<{ readonly range: string; readonly takenBack: number }> {
  return deps.database.mutation(async (tx) => {
    const { registration } = await requireManaged(tx, principal, id, deps.clock.now());
    const rules = await deprecationRules({ read: tx }, registration.id);
    const rule = rules.find(({ publicId: of }) => of === wanted);
    if (rule === undefined) throw new Problem('not_found', `${registration.displayId} has no such rule any more.`);
    await endRule(tx, { principal, origin }, { registration, rule, at: deps.clock.now() });
    const versions = takesBack ? (await managedVersions(tx, registration.id)).filter((each) => isBy(rule, each)) : [];
    requireNotTooMany(versions.length);
    if (versions.length > 0) {
      const batch = versions.length === 1 ? undefined : { id: publicId(deps.random), size: versions.length };
      const { id: registrationId, idKey } = registration;
      const changes = { registrationId, idKey, deprecation: { to: null, versions } };
      await recordVersionChanges(deps, tx, { principal, origin, batch }, changes);
    }
    return { range: rule.range, takenBack: versions.length };
  });
}

function isBy(rule: DeprecationRule, version: ManagedVersion): boolean {
  return isChangeable(version) && version.deprecation === rule.deprecation && isMeant(rule, version.sortKey);
}

function isMeant({ range }: DeprecationRule, sortKey: Uint8Array): boolean {
  const parsed = parseVersionRange(range);
  return parsed !== undefined && isInRange(parsed, sortKey);
}

interface EndedRule {
  readonly registration: RegistrationRow;
  readonly rule: DeprecationRule;
  readonly at: number;
}

async function endRule(tx: Tx, author: Author, { registration, rule, at }: EndedRule): Promise<void> {
  await deleteDeprecationRule(tx, rule.publicId);
  const data = { rule: rule.publicId, range: rule.range };
  await appendRuleEvent(tx, author, registration, { kind: 'deprecation_rule_removed', at, data });
}

interface RuleEvent {
  readonly kind: 'deprecation_rule_added' | 'deprecation_rule_removed';
  readonly at: number;
  readonly data: object;
}

async function appendRuleEvent(
  tx: Tx,
  { principal, origin }: Author,
  { idKey }: RegistrationRow,
  event: RuleEvent,
): Promise<void> {
  const subject = `package:${idKey}`;
  await appendEvent(tx, { ...event, ...authorship(principal), subject, ...(origin === undefined ? {} : { origin }) });
}

/** What the newest rule says of a version that is about to appear. */
export async function deprecationOfNewVersion(
  tx: Tx,
  registrationId: number,
  version: NuGetVersion,
): Promise<{ readonly rule: string; readonly deprecation: string } | undefined> {
  const rules = await deprecationRules({ read: tx }, registrationId);
  if (rules.length === 0) return undefined;
  const sortKey = versionSortKey(version);
  const rule = rules.find((each) => isMeant(each, sortKey));
  return rule === undefined ? undefined : { rule: rule.publicId, deprecation: rule.deprecation };
}
