/** Where today's rules for a push object to a real package, as `file severity code`, each with its reason. */
export const knownObjections: Readonly<Record<string, string>> = {};
