/**
 * The kinds of mail that can be turned off, each account for itself. What is not here always comes: whatever tells somebody
 * that their account, their keys' texts or their right to a package may be in other hands.
 */
const topics = {
  publishing: topic('New versions', (owner) => `A version of a package that ${owner} was published.`),
  listing: topic('Listing', (owner) => `A version of a package that ${owner} was unlisted or relisted.`),
  deprecation: topic('Deprecation', (owner) => `The deprecation of a version of a package that ${owner} changed.`),
  owners: topic('Owners', (owner) => `Somebody was invited to own, owns or no longer owns a package that ${owner}.`),
  keys: topic('API keys', () => 'An API key was changed or revoked, or ends soon.'),
  membership: topic('Members', (_, organization) => `Somebody was invited to ${organization}, joined it or left it.`),
} as const satisfies Record<string, MailTopicText>;

export interface MailTopicText {
  readonly label: string;
  readonly meaning: string;
  /** The same for what comes to the address of an organization. */
  readonly meaningForOrganization: string;
}

function topic(label: string, meaning: (owner: string, organization: string) => string): MailTopicText {
  return {
    label,
    meaning: meaning('you own', 'an organization that you administer'),
    meaningForOrganization: meaning('the organization owns', 'the organization'),
  };
}

export type MailTopic = keyof typeof topics;

export const mailTopics: Readonly<Record<MailTopic, MailTopicText>> = topics;

export const MAIL_TOPICS = Object.keys(topics) as MailTopic[];

export function parseMailTopic(text: string): MailTopic | undefined {
  return MAIL_TOPICS.find((topic) => topic === text);
}

/** The topics that an account has turned off, out of its row. One that no longer exists is left out. */
export function parseMutedMail(json: string): MailTopic[] {
  const parsed: unknown = JSON.parse(json);
  return MAIL_TOPICS.filter((topic) => Array.isArray(parsed) && parsed.includes(topic));
}
