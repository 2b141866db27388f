'use client'
/** Shown when a page could not be rendered, most likely because no gateway answers. */
export default function Problem({ reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <div className="words" role="alert">
      <h1>No answer</h1>
      <p>The payment network does not answer right now. Nothing was charged.</p>
      <button type="button" onClick={reset}>
        Try again
      </button>
    </div>
  )
}
