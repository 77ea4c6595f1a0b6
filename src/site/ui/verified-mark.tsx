/** That an owner of the package holds the prefix of its id: a green tick, and the words for it. */
export function VerifiedMark() {
  return (
    <span class="verified-mark" title="An owner of this package holds the reserved prefix of its id.">
      <svg class="verified-mark-tick" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="8" />
        <path d="M4.4 8.3 7 10.9 11.6 5.6" />
      </svg>
      Prefix reserved
    </span>
  );
}
