/** Small letters whose capital is ASCII, which .NET leaves alone so that no other text can pass for ASCII. */
const UNCHANGED = new Set(['ı', 'ſ']);

/**
 * A key that is equal for two texts exactly if .NET's `StringComparer.OrdinalIgnoreCase` finds them equal: every
 * character by itself in upper case, where that is one character.
 */
export function ordinalIgnoreCaseKey(text: string): string {
  // Nearly every name is ASCII, where upper case needs no care.
  if (/^[\0-\x7f]*$/.test(text)) return text.toUpperCase();
  return Array.from(text, upperCharacter).join('');
}

function upperCharacter(character: string): string {
  const upper = character.toUpperCase();
  if (UNCHANGED.has(character)) return character;
  // Such as `ᾀ` and `ᾈ`: in upper case both are two letters, in lower case one.
  return upper.length === character.length ? upper : character.toLowerCase();
}
