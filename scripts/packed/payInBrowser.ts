/** Pays by clicking through the page of the quick start, as its text says. */
import type { Page } from 'playwright-core'
import { launchBrowser } from '../../packages/testing/src/browser/browser.fixture.ts'

/** Resolves when the page says that the money arrived. @throws when the page throws, or gets stuck. */
export async function payInBrowser(url: string): Promise<void> {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(60_000)
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    await page.goto(url)
    await click(page).catch(async (error: unknown) => {
      throw new Error(`the page got stuck; it shows:\n${await page.locator('body').textContent()}`, { cause: error })
    })
    if (problems.length > 0) throw new Error(`the page threw: ${problems.join('; ')}`)
  } finally {
    await browser.close()
  }
}

async function click(page: Page): Promise<void> {
  const next = () => page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Mock Connector' }).click()
  await next()
  await page.getByLabel('Bank or network').selectOption({ label: 'Sandbox Guaranty' })
  await page.getByLabel('Account').fill('0123456789')
  await page.getByText('Account holder').waitFor()
  await next()
  await page.getByRole('button', { name: /^Pay / }).click()
  await page.getByRole('heading', { name: 'The money arrived' }).waitFor()
}
