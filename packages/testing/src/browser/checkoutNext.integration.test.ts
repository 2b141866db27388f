/** The Next.js shop in a real browser on a real local network: what the server renders, what the widget takes over, nothing lost between them. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import type { Browser } from 'playwright-core'
import { encodeEventTopics } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Example, startExample } from '../../../../examples/checkout-next/startExample.ts'
import { dark, desktop, findBarriers, launchBrowser, openShop, phone, picture } from './browser.fixture.ts'
import { approveAll, heading, toReview } from './payer.fixture.ts'

let example: Example
let browser: Browser
const stop = new AbortController()
const toNext = (look: typeof desktop) => ({ ...look, name: `next-${look.name}` })

beforeAll(async () => {
  ;[example, browser] = await Promise.all([startExample({ port: 0, signal: stop.signal }), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await example?.stop()
  stop.abort()
})

test('the price and the widget are in the page before any script runs', async () => {
  const html = await (await fetch(example.url)).text()
  expect(html).toMatch(/10 tUSD are NGN [\d,.]+ now, the best of \d offers/)
  expect(html).toContain('pn-checkout')
})

test('pays by clicking, is found again after a reload, and the order’s page tells it without JavaScript', async () => {
  const look = toNext(desktop)
  const { page, profile, problems } = await openShop(browser, example.url, look)
  page.on(
    'console',
    (message) =>
      void (message.type() === 'error' && !message.text().startsWith('Failed to load resource') && problems.push(message.text())),
  ) // React tells of a failed hydration here
  await picture(page, look, '1-connect')
  expect(await findBarriers(page)).toEqual([])
  await toReview(page, { account: '0123452222' }) // the bank takes two seconds
  await page.getByRole('button', { name: /^Pay / }).click()
  await approveAll(page)
  await heading(page, 'On its way')
  await page.reload()
  await page.getByText('NGN 25,000.00').waitFor()
  await heading(page, 'The money arrived')
  await picture(page, look, '2-receipt')
  expect(problems).toEqual([])

  const orderPage = new URL(`/orders/${await findOrder()}`, example.url)
  await expect.poll(async () => (await fetch(orderPage)).text()).toContain('The money arrived')
  expect(await (await fetch(orderPage)).text()).toContain('NGN 25,000.00')
  await page.goto(orderPage.href)
  await picture(page, look, '3-order')
  expect(await findBarriers(page)).toEqual([])
  await profile.close()
})

test('an order that never was is a 404, not a crash', async () => {
  const statuses = await Promise.all(
    [`0x${'11'.repeat(32)}`, 'nonsense'].map(async (id) => (await fetch(new URL(`/orders/${id}`, example.url))).status),
  )
  expect(statuses).toEqual([404, 404])
})

test.each([dark, phone].map(toNext))('the shop in $name, for a person to look at', async (look) => {
  const { page, profile, problems } = await openShop(browser, example.url, look)
  await page.getByRole('button', { name: 'Demo wallet' }).waitFor()
  await picture(page, look, '1-connect')
  expect(await findBarriers(page)).toEqual([])
  expect(problems).toEqual([])
  await profile.close()
})

async function findOrder(): Promise<string> {
  const { rpcUrl, contracts } = example.network.description
  const topics = encodeEventTopics({ abi: orderEscrowAbi, eventName: 'OrderCreated' }).slice(0, 1)
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'eth_getLogs',
    params: [{ address: contracts.OrderEscrow, fromBlock: '0x0', topics }],
  })
  const answer = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { result } = (await answer.json()) as { readonly result: readonly { readonly topics: readonly string[] }[] }
  return result.at(-1)?.topics[1] ?? ''
}
