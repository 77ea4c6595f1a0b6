/**
 * The kinds of mail that can be turned off, each account for itself. What is not here always comes: whatever tells somebody
 * that their account, their keys' texts or their right to a package may be in other hands.
 */
const topics = {
  publishing: { label: 'New versions', meaning: 'A version of a package that you own was published.' },
  listing: { label: 'Listing', meaning: 'A version of a package that you own was unlisted or relisted.' },
  deprecation: { label: 'Deprecation', meaning: 'The deprecation of a version of a package that you own changed.' },
  owners: { label: 'Owners', meaning: 'Somebody was invited to own a package that you own, accepted or declined.' },
  keys: { label: 'API keys', meaning: 'An API key was changed or revoked, or ends soon.' },
  membership: {
    label: 'Members',
    meaning: 'Somebody was invited to an organization that you administer, or joined it.',
  },
} as const satisfies Record<string, { readonly label: string; readonly meaning: string }>;

export type MailTopic = keyof typeof topics;

export const mailTopics: Readonly<Record<MailTopic, { readonly label: string; readonly meaning: string }>> = topics;

export const MAIL_TOPICS = Object.keys(topics) as MailTopic[];

export function parseMailTopic(text: string): MailTopic | undefined {
  return MAIL_TOPICS.find((topic) => topic === text);
}

/** The topics that an account has turned off, out of its row. One that no longer exists is left out. */
export function parseMutedMail(json: string): MailTopic[] {
  const parsed: unknown = JSON.parse(json);
  return MAIL_TOPICS.filter((topic) => Array.isArray(parsed) && parsed.includes(topic));
}
