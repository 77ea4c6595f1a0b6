/** Every limit on what another feed may send us, and on how hard we ask. */

export const MAX_REDIRECTS = 3;
export const MAX_ATTEMPTS = 5;
/** The first pause before another attempt; it doubles each time. */
export const FIRST_PAUSE_MILLISECONDS = 500;
/** A source that asks for a longer pause is asked again after this one. */
export const MAX_PAUSE_MILLISECONDS = 120_000;
/** No byte for so long ends an attempt. */
export const IDLE_TIMEOUT_MILLISECONDS = 60_000;
export const DOCUMENT_TIMEOUT_MILLISECONDS = 5 * 60_000;
export const DOWNLOAD_TIMEOUT_MILLISECONDS = 30 * 60_000;

export const CONNECTIONS_AT_ONCE = 8;
export const VERSIONS_AT_ONCE = 6;

/** Sizes after decompression. */
export const MAX_SERVICE_INDEX_BYTES = 1_000_000;
export const MAX_VERSION_LIST_BYTES = 8_000_000;
export const MAX_REGISTRATION_BYTES = 64_000_000;
export const MAX_SEARCH_PAGE_BYTES = 32_000_000;
export const MAX_CATALOG_INDEX_BYTES = 64_000_000;
export const MAX_CATALOG_PAGE_BYTES = 16_000_000;
/** A leaf names every file of its package. */
export const MAX_CATALOG_LEAF_BYTES = 32_000_000;

export const MAX_REGISTRATION_PAGES = 10_000;
export const MAX_VERSIONS_PER_ID = 100_000;
export const MAX_SEARCH_PAGES = 50_000;
export const SEARCH_PAGE_SIZE = 100;
/** Catalog pages that are read before their packages are fetched: what an interrupted import reads again at most. */
export const CATALOG_PAGES_AT_ONCE = 20;

export const MAX_DEPRECATION_MESSAGE_LENGTH = 4_000;

/** How long a catalog may be ahead of its registrations before what they lack counts as gone. */
export const CATALOG_LEAD_MICROSECONDS = 3600 * 1_000_000;
