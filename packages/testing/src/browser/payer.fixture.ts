/** What a payer does in the checkout, screen by screen. */
import type { Page } from 'playwright-core'

export const connect = (page: Page) => page.getByRole('button', { name: 'Demo wallet' }).click()
export const approve = (page: Page) => page.getByRole('dialog', { name: 'Demo wallet' }).getByRole('button', { name: 'Approve' }).click()
export const reject = (page: Page) => page.getByRole('dialog', { name: 'Demo wallet' }).getByRole('button', { name: 'Reject' }).click()
export const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor()

async function fillAmount(page: Page, amount: string) {
  await page.getByLabel('The recipient gets').fill(amount)
  await page.getByRole('button', { name: 'Continue' }).click()
}
export async function fillRecipient(page: Page, account: string) {
  await page.getByLabel('Bank or network').selectOption('058')
  await page.getByLabel('Account').fill(account)
}
export async function toReview(page: Page, { amount = '25000', account = '0123456789' } = {}) {
  await connect(page)
  await fillAmount(page, amount)
  await fillRecipient(page, account)
  await page.getByText('Account holder').waitFor()
  await page.getByRole('button', { name: 'Continue' }).click()
}
/** Approves the allowance where it is asked for, then the lock. */
export async function approveAll(page: Page) {
  await approve(page)
  const locking = page.getByText('On its way')
  const again = page.getByRole('dialog', { name: 'Demo wallet' })
  await locking.or(again).first().waitFor()
  if (await again.isVisible()) await approve(page)
}
