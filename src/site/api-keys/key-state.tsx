import type { ApiKeyRow } from '../../accounts/keys/keys.queries.ts';
import { EXPIRY_WARNING_DAYS } from '../../accounts/keys/expiry-warning.ts';
import { MICROSECONDS_PER_DAY, type Instant } from '../../base/clock.ts';
import { Badge } from '../ui/badge.tsx';
import { dateText, Time } from '../ui/time.tsx';
import { scopeLabels } from './key-fields.tsx';

/** When a key ends or ended, and what is to be done about it. */
export function KeyEnd({ row, now }: { readonly row: ApiKeyRow; readonly now: Instant }) {
  const { revokedAt, revocation, expiresAt, rotateBefore } = row;
  if (revokedAt !== null) {
    return (
      <>
        {revocation === 'leaked' ? <Badge kind="red">Leaked</Badge> : <Badge kind="outlined">Revoked</Badge>}{' '}
        <Time at={revokedAt} now={now} />
      </>
    );
  }
  if (expiresAt <= now) {
    return (
      <>
        <Badge kind="outlined">Expired</Badge> <Time at={expiresAt} now={now} />
      </>
    );
  }
  if (rotateBefore !== null && rotateBefore < expiresAt) {
    return rotateBefore <= now ? (
      <Badge kind="red">Stopped: regenerate it</Badge>
    ) : (
      <Badge kind="amber">Regenerate before {dateText(rotateBefore)}</Badge>
    );
  }
  const endsSoon = expiresAt - now <= EXPIRY_WARNING_DAYS * MICROSECONDS_PER_DAY;
  return (
    <>
      {endsSoon && (
        <>
          <Badge kind="amber">Expires soon</Badge>{' '}
        </>
      )}
      <Time at={expiresAt} now={now} />
    </>
  );
}

/** Whose packages it reaches, and whose key it is. */
export function KeyHolder({ row, viewerId }: { readonly row: ApiKeyRow; readonly viewerId: number }) {
  if (row.personId === null) {
    return (
      <>
        {row.ownerName} <span class="muted small">its own key</span>
      </>
    );
  }
  if (row.personId === row.ownerId) return <>{row.ownerName}</>;
  return (
    <>
      {row.ownerName}{' '}
      <span class="muted small">{row.personId === viewerId ? 'your key' : `key of ${row.personName}`}</span>
    </>
  );
}

export function KeyScopes({ row }: { readonly row: ApiKeyRow }) {
  const scopes = JSON.parse(row.scopes) as string[];
  return (
    <span class="row">
      {scopes.map((scope) => (
        <Badge>{scopeLabels.find(({ value }) => value === scope)?.label ?? scope}</Badge>
      ))}
    </span>
  );
}

/** The first few, and how many more there are. */
export function KeyPackages({ row, most }: { readonly row: ApiKeyRow; readonly most: number }) {
  const packages = JSON.parse(row.packages) as string[];
  const more = packages.length - most;
  return (
    <>
      {packages.slice(0, most).map((glob, at) => (
        <>
          {at > 0 && ', '}
          <code>{glob}</code>
        </>
      ))}
      {more > 0 && ` and ${more} more`}
    </>
  );
}

export function KeyUse({ row, now }: { readonly row: ApiKeyRow; readonly now: Instant }) {
  const { lastUsedAt, lastUsedAddress, lastUsedClient } = row;
  if (lastUsedAt === null) return <span class="muted">Never</span>;
  const from = [lastUsedAddress, lastUsedClient].filter((each) => each !== null).join(', ');
  return (
    <>
      <Time at={lastUsedAt} now={now} />
      {from !== '' && <span class="muted small"> {from}</span>}
    </>
  );
}
