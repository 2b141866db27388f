/** A real Chromium on the example's page: what a payer would do with mouse, keyboard and wallet. */
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** Pictures of every step, for a person to look at; not committed. */
const PICTURES = process.env.PAYNODE_SCREENSHOTS ?? '.screenshots'
const places = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** @throws when no Chromium is installed; says how to get one. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = places.find((path) => path !== undefined && existsSync(path))
  if (!executablePath) throw new Error('no Chromium found; install one (apt-get install chromium) or set CHROMIUM_PATH')
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

export type Look = { readonly name: string; readonly theme: 'light' | 'dark'; readonly width: number; readonly height: number }
export const desktop: Look = { name: 'light', theme: 'light', width: 1_180, height: 860 }
export const dark: Look = { name: 'dark', theme: 'dark', width: 1_180, height: 860 }
export const phone: Look = { name: 'phone', theme: 'light', width: 390, height: 844 }

/** A tab of its own browser profile, on the shop's page. Errors of the page fail the test that asks `problems`. */
export async function openShop(browser: Browser, url: string, look: Look, context?: BrowserContext) {
  const profile =
    context ??
    (await browser.newContext({ viewport: { width: look.width, height: look.height }, colorScheme: look.theme, reducedMotion: 'reduce' }))
  const page = await profile.newPage()
  page.setDefaultTimeout(20_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  await page.goto(`${url}?theme=${look.theme}`)
  return { page, profile, problems }
}

/** Saves what the page looks like. */
export async function picture(page: Page, look: Look, step: string): Promise<void> {
  mkdirSync(join(PICTURES, look.name), { recursive: true })
  await page.screenshot({ path: join(PICTURES, look.name, `${step}.png`), fullPage: true })
}

/** axe-core's serious and critical findings about the page as it is. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') })
  return page.evaluate(async () => {
    type Axe = { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> }
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
  })
}
