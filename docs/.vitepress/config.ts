/** The documentation site: what stands in docs/, in the order in which people need it. */
import { defineConfig } from 'vitepress'

const slugify = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
const page = (text: string, link: string) => ({ text, link })

export default defineConfig({
  title: 'Paynode',
  description: 'Pay a bank account or a mobile wallet from a stablecoin, with nobody in the middle.',
  cleanUrls: true,
  lastUpdated: true,
  srcExclude: ['adr/**', 'package.json'],
  // Pages also read well in the repository, where links to sources work; the site has no sources.
  ignoreDeadLinks: [/\.\.\/(packages|examples|ARCHITECTURE|README)/, /\/packages\//],
  // Headings have the same anchors here as in the repository.
  markdown: { theme: { light: 'github-light', dark: 'github-dark' }, anchor: { slugify } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      page('Start', '/start/dapp'),
      page('Concepts', '/concepts/overview'),
      page('Recipes', '/recipes/'),
      page('Reference', '/reference/'),
    ],
    sidebar: [
      {
        text: 'Start',
        items: [page('A dApp in five minutes', '/start/dapp'), page('A provider in ten', '/start/provider')],
      },
      {
        text: 'Concepts',
        items: [
          page('The whole picture', '/concepts/overview'),
          page('An order’s life', '/concepts/order-life'),
          page('Whom you trust', '/concepts/trust'),
          page('Who gets an order', '/routing'),
          page('Router features', '/routing-features'),
          page('Router benchmark', '/routing-benchmark'),
          page('Security', '/security'),
          page('Invariants', '/invariants'),
        ],
      },
      {
        text: 'Recipes',
        items: [
          page('All recipes', '/recipes/'),
          page('Run a provider', '/operate'),
          page('PSP accounts', '/psps'),
          page('Write a PSP adapter', '/write-an-adapter'),
          page('Deploy the contracts', '/deploy'),
        ],
      },
      {
        text: 'Reference',
        items: [
          page('SDK, gateway, command line', '/reference/'),
          page('SDK', '/reference/sdk/'),
          page('Command line', '/reference/cli'),
          page('Errors', '/errors'),
          page('The escrow, operation by operation', '/protocol/README'),
        ],
      },
    ],
  },
  vite: { build: { chunkSizeWarningLimit: 2_000 } },
})
