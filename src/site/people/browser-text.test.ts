import assert from 'node:assert/strict';
import { it } from 'node:test';
import { browserText } from './browser-text.ts';

it('says browser and system in words, and nothing that a stranger wrote', () => {
  const mozilla = (rest: string) => `Mozilla/5.0 ${rest}`;
  for (const [userAgent, text] of [
    [mozilla('(X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0'), 'Firefox on Linux'],
    [
      mozilla('(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36'),
      'Chrome on Windows',
    ],
    [
      mozilla('(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0'),
      'Edge on Windows',
    ],
    [
      mozilla('(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.6 Safari/605.1.15'),
      'Safari on macOS',
    ],
    [
      mozilla(
        '(iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Mobile/15E148 Safari/604.1',
      ),
      'Safari on iPhone',
    ],
    [
      mozilla('(iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 CriOS/141.0 Mobile/15E148 Safari/604.1'),
      'Chrome on iPhone',
    ],
    [
      mozilla('(Linux; Android 15) AppleWebKit/537.36 SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36'),
      'Samsung Internet on Android',
    ],
    ['curl/8.5.0', 'Another program'],
    ['<script>alert(1)</script> on Linux', 'Another program on Linux'],
    ['', 'Another program'],
    ['x'.repeat(100_000), 'Another program'],
  ] as const)
    assert.equal(browserText(userAgent), text);
});
