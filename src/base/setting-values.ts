/** What every setting of the environment has, and the two readings that most of them share. */
export interface Setting {
  readonly default: string;
  /** Masked where it is shown, and may come from a file (`NAME_FILE`). */
  readonly secret?: true;
}

/** The items between commas, without empty ones. */
export function list(text: string): string[] {
  return text.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
}

/** One of the choices; anything else is a mistake, and the first choice stands in for it. */
export function oneOf<T extends string>(name: string, text: string, choices: readonly T[], mistakes: string[]): T {
  const choice = choices.find((item) => item === text);
  if (choice !== undefined) return choice;
  mistakes.push(`${name} is "${text}": it takes ${choices.join(', ')}.`);
  return choices[0] as T;
}
