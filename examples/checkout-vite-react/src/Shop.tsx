/** A shop that pays its suppliers: the drop-in widget, or a flow of its own on the same hooks. */
import { Checkout } from '@paynode/sdk/react'
import { useState } from 'react'
import { Headless } from './Headless.tsx'

const query = new URLSearchParams(globalThis.location.search)
const theme = query.get('theme') === 'dark' ? 'dark' : query.get('theme') === 'light' ? 'light' : 'auto'

export function Shop() {
  const [page, setPage] = useState<'widget' | 'headless'>(query.get('page') === 'headless' ? 'headless' : 'widget')
  return (
    <div className="shop" data-theme={theme}>
      <header>
        <strong>Kente &amp; Co.</strong>
        <nav aria-label="Pages">
          <button type="button" aria-current={page === 'widget' ? 'page' : undefined} onClick={() => setPage('widget')}>
            Widget
          </button>
          <button type="button" aria-current={page === 'headless' ? 'page' : undefined} onClick={() => setPage('headless')}>
            Own flow
          </button>
        </nav>
      </header>
      <main>
        <div className="words">
          <h1>Pay a supplier</h1>
          <p>Stablecoin from your wallet, local money in their account. If nobody pays it out, you take it back.</p>
        </div>
        {page === 'widget' ? <Checkout corridor="NGN/bank" amount={query.get('amount') ?? ''} theme={theme} /> : <Headless />}
      </main>
    </div>
  )
}
