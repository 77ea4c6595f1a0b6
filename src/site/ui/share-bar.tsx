/** How large a part is, as a bar beside its number, which says the same. `share` is between 0 and 1. */
export function ShareBar({ share }: { readonly share: number }) {
  const width = `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`;
  return (
    <svg class="share" aria-hidden="true" focusable="false">
      <rect class="share-all" width="100%" height="100%" />
      <rect class="plot-bar" width={width} height="100%" />
    </svg>
  );
}
