/** The checkout in a real browser, on a real local network: paid by clicking, by keyboard, across reloads; every failure with a way out. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import type { Browser, Page } from 'playwright-core'
import { type Address, encodeEventTopics, encodeFunctionData, erc20Abi, type Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Example, startExample } from '../../../../examples/checkout-vite-react/startExample.ts'
import { dark, desktop, findBarriers, type Look, launchBrowser, openShop, phone, picture } from './browser.fixture.ts'
import { approve, approveAll, connect, fillRecipient, heading, reject, toReview } from './payer.fixture.ts'

let example: Example
let browser: Browser
const stop = new AbortController()

beforeAll(async () => {
  ;[example, browser] = await Promise.all([startExample({ port: 0, signal: stop.signal }), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await example?.stop()
  stop.abort()
})

const rpc = async <result>(method: string, params: readonly unknown[]): Promise<result> => {
  const answer = await fetch(example.network.description.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const { result, error } = (await answer.json()) as { readonly result: result; readonly error?: { readonly message: string } }
  if (error) throw new Error(`${method}: ${error.message}`)
  return result
}
const countOrders = async () => {
  const { OrderEscrow: address } = example.network.description.contracts
  const [topic] = encodeEventTopics({ abi: orderEscrowAbi, eventName: 'OrderCreated' })
  return (await rpc<readonly object[]>('eth_getLogs', [{ address, fromBlock: '0x0', topics: [topic] }])).length
}
const balanceOf = async (owner: Address) => {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [owner] })
  return BigInt(await rpc<Hex>('eth_call', [{ to: example.network.description.token.address, data }, 'latest']))
}
/** Resolves once it is mined. */
const move = async (from: Address, to: Address, amount: bigint) => {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, amount] })
  const before = await balanceOf(to)
  await rpc('eth_sendTransaction', [{ from, to: example.network.description.token.address, data }])
  await expect.poll(() => balanceOf(to)).toBe(before + amount)
}

describe.each([desktop, dark, phone])('by clicking, $name', (look: Look) => {
  test('pays NGN 25,000: connect, amount, account, price, wallet, timeline, receipt', async () => {
    const { page, profile, problems } = await openShop(browser, example.url, look)
    await picture(page, look, '1-connect')
    await connect(page)
    await page.getByLabel('The recipient gets').fill('25000')
    await picture(page, look, '2-amount')
    await page.getByRole('button', { name: 'Continue' }).click()
    await fillRecipient(page, '0123456789')
    await page.getByText('Account holder').waitFor()
    await picture(page, look, '3-recipient')
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('NGN 25,000.00').waitFor()
    await picture(page, look, '4-review')
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: /^Pay / }).click()
    await page.getByRole('dialog', { name: 'Demo wallet' }).waitFor()
    await picture(page, look, '5-wallet')
    await approveAll(page)
    await heading(page, 'On its way')
    await picture(page, look, '6-timeline')
    await heading(page, 'The money arrived')
    await picture(page, look, '7-receipt')
    expect(await findBarriers(page)).toEqual([])
    expect(problems).toEqual([])
    await profile.close()
  })
})

describe('wallets', () => {
  const list = (page: Page) => page.getByRole('list').getByRole('button').allTextContents()

  test('what is offered is there: announced wallets without a nameless one, an older wallet by itself, or how to get one', async () => {
    const announced = await openShop(browser, example.url, desktop)
    await announced.page.getByRole('button', { name: 'Demo wallet' }).waitFor()
    expect(await list(announced.page)).toEqual(['Demo wallet'])
    await announced.profile.close()

    // Nobody announces; `ethereum` is what wallets put into a page before EIP-6963.
    for (const ethereum of [false, true]) {
      const profile = await browser.newContext()
      await profile.addInitScript((isThere) => {
        const { dispatchEvent } = globalThis
        globalThis.dispatchEvent = (event) => event.type === 'eip6963:announceProvider' || dispatchEvent.call(globalThis, event)
        if (isThere) Object.assign(globalThis, { ethereum: { request: async () => [], on() {}, removeListener() {} } })
      }, ethereum)
      const { page } = await openShop(browser, example.url, desktop, profile)
      if (ethereum) await page.getByRole('button', { name: 'Browser wallet' }).waitFor()
      else await page.getByText('No wallet was found').waitFor()
      expect(await list(page)).toEqual(ethereum ? ['Browser wallet'] : [])
      await profile.close()
    }
  })
})

describe('nothing is lost', () => {
  test('a reload in the middle finds the payment again, in another tab too', async () => {
    const { page, profile } = await openShop(browser, example.url, desktop)
    await toReview(page, { account: '0123452222' }) // the bank takes two seconds
    await page.getByRole('button', { name: /^Pay / }).click()
    await approveAll(page)
    await heading(page, 'On its way')
    await page.reload()
    await page.getByText('NGN 25,000.00').waitFor()
    const other = await openShop(browser, example.url, desktop, profile)
    await connect(other.page)
    await heading(other.page, 'The money arrived')
    await heading(page, 'The money arrived')
    await page.getByRole('button', { name: 'New payment' }).click()
    await page.getByLabel('The recipient gets').waitFor()
    await profile.close()
  })

  test('a rejected signature moves nothing, and the payer can go on', async () => {
    const { page, profile } = await openShop(browser, example.url, desktop)
    await toReview(page)
    await page.getByRole('button', { name: /^Pay / }).click()
    await reject(page)
    await page
      .getByRole('alert')
      .getByText(/declined in the wallet; nothing moved/)
      .waitFor()
    await picture(page, desktop, 'rejected')
    await page.getByRole('button', { name: /^Pay / }).click() // nothing is typed twice
    await approveAll(page)
    await heading(page, 'The money arrived')
    await profile.close()
  })

  test('a second tab does not pay while the first one’s wallet asks', async () => {
    const { page, profile } = await openShop(browser, example.url, desktop)
    const { page: other } = await openShop(browser, example.url, desktop, profile)
    await toReview(other)
    await toReview(page)
    await page.getByRole('button', { name: /^Pay / }).click()
    await page.getByRole('dialog', { name: 'Demo wallet' }).waitFor()
    await other.getByText(/If a request is still open there, decline it/).waitFor() // it has seen the first tab's record
    expect(await other.getByRole('dialog', { name: 'Demo wallet' }).count()).toBe(0)
    await reject(page)
    await profile.close()
  })

  test('a wallet on another network is brought back by one button', async () => {
    const { page, profile } = await openShop(browser, example.url, desktop)
    await connect(page)
    await page.getByLabel('The recipient gets').waitFor() // a change while the page still connects is heard by nobody
    await page.evaluate(() => (globalThis as unknown as { demoWallet: { setChain(id: number): void } }).demoWallet.setChain(1))
    await page.getByText('Your wallet is on another network.').waitFor()
    await picture(page, desktop, 'wrong-chain')
    await page.getByRole('button', { name: 'Switch network' }).click()
    await approve(page)
    await page.getByText('Your wallet is on another network.').waitFor({ state: 'detached' })
    await profile.close()
  })

  test('an unknown account, too much money and markup in names are answered, not run', async () => {
    const { page, profile, problems } = await openShop(browser, example.url, desktop)
    await page.route('**/v1/verify-account', (route) =>
      route.fulfill({
        json: { resolved: true, accountName: '<img src=x onerror="throw new Error(1)">' },
        headers: { 'access-control-allow-origin': '*' },
      }),
    )
    await toReview(page, { amount: '999999999999' })
    await page
      .getByRole('alert')
      .getByText(/Nobody pays this amount/)
      .waitFor()
    await page.getByRole('button', { name: 'Back' }).click()
    await page.getByText('<img src=x onerror').waitFor()
    await page.unroute('**/v1/verify-account')
    await page.getByLabel('Account').fill('0123450000')
    await page.getByText('This bank knows no such account.').waitFor()
    expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true)
    await picture(page, desktop, 'unknown-account')
    expect(problems).toEqual([])
    await profile.close()
  })

  test('too few tokens, no gas, and a price that goes away while the wallet asks lock nothing, and say so', async () => {
    const { page, profile } = await openShop(browser, example.url, desktop)
    await page.clock.install({ time: Date.now() + 3_600_000 }) // a clock that is an hour ahead changes nothing of all this
    await page.reload()
    const { address: payer } = example.network.description.payer
    const [keeper = payer] = await rpc<readonly Address[]>('eth_accounts', [])
    const pay = () => page.getByRole('button', { name: /^Pay / }).click()
    const alert = (text: RegExp) => page.getByRole('alert').getByText(text).waitFor()
    const before = await countOrders()
    await toReview(page, { amount: '1500' })

    const balance = await balanceOf(payer)
    await move(payer, keeper, balance)
    await pay()
    await alert(/Insufficient balance: .* nothing was locked/)
    await picture(page, desktop, 'no-funds')
    await move(keeper, payer, balance)

    const gas = await rpc<Hex>('eth_getBalance', [payer, 'latest'])
    await rpc('anvil_setBalance', [payer, '0x1'])
    await pay()
    await approve(page)
    await alert(/too little .* to pay for the transaction/)
    await picture(page, desktop, 'no-gas')
    await rpc('anvil_setBalance', [payer, gas])

    await pay()
    await page.getByRole('dialog', { name: 'Demo wallet' }).waitFor()
    await page.route('**/v1/quotes*', (route) => route.fulfill({ json: { quotes: [] }, headers: { 'access-control-allow-origin': '*' } }))
    await approve(page)
    await alert(/Nobody pays this amount/)
    expect(await countOrders()).toBe(before)

    await profile.setOffline(true)
    await page.getByText('You are offline. Your money is safe').waitFor()
    await profile.setOffline(false)
    await page.unroute('**/v1/quotes*')
    await page
      .getByRole('button', { name: 'Try again' })
      .or(page.getByRole('button', { name: /^Pay / }))
      .first()
      .click()
    await profile.close()
  })
})

test('with the keyboard alone', async () => {
  const { page, profile } = await openShop(browser, example.url, desktop)
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  /** Tabs until the named control has the focus. */
  const reach = async (role: 'button' | 'textbox' | 'combobox', name: string | RegExp) => {
    const target = page.getByRole(role, { name }).first()
    await target.waitFor()
    for (let count = 0; count < 40; count++) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await press('Tab')
    }
    throw new Error(`${role} ${name} cannot be reached by Tab`)
  }
  await reach('button', 'Demo wallet')
  await press('Enter')
  await reach('textbox', 'The recipient gets')
  await page.keyboard.type('2500')
  await press('Enter')
  await heading(page, 'To')
  await reach('combobox', 'Bank or network')
  await page.keyboard.type('Sandbox G')
  await reach('textbox', 'Account')
  await page.keyboard.type('0123456789')
  await page.getByText('Account holder').waitFor()
  await press('Enter')
  await heading(page, 'Check and pay')
  await page.getByRole('button', { name: /^Pay / }).waitFor()
  await reach('button', /^Pay /)
  await press('Enter')
  for (;;) {
    const dialog = page.getByRole('dialog', { name: 'Demo wallet' })
    await dialog
      .or(page.getByRole('heading', { name: /On its way|The money arrived/ }))
      .first()
      .waitFor()
    if (!(await dialog.isVisible())) break
    await reach('button', 'Approve')
    await press('Enter')
    await dialog.waitFor({ state: 'detached' })
  }
  await heading(page, 'The money arrived')
  await reach('button', 'New payment')
  await profile.close()
})

test('an order that nobody served goes back by one click', async () => {
  const { page, profile } = await openShop(browser, example.url, desktop)
  await toReview(page, { amount: '1000', account: '0123454444' }) // every provider’s bank refuses it
  await page.getByRole('button', { name: /^Pay / }).click()
  await approveAll(page)
  await heading(page, 'On its way')
  await rpc('evm_increaseTime', [1_200])
  const reclaim = page.getByRole('button', { name: 'Take my money back' })
  await reclaim.waitFor({ timeout: 40_000 })
  await picture(page, desktop, 'reclaim')
  await reclaim.click()
  await approve(page)
  await heading(page, 'You have your money back')
  await picture(page, desktop, 'refunded')
  await profile.close()
})
