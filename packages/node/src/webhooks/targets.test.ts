/** Where webhooks may not lead: this machine, its networks, and names for them. */
import { expect, test } from 'vitest'
import { checkUrl } from './checkUrl.ts'
import { isPublicAddress } from './isPublicAddress.ts'
import { lookupPublic, privateAddressCode } from './lookupPublic.ts'

test.each([
  'http://shop.example/hook',
  'ftp://shop.example',
  'https://user:secret@shop.example',
  'https://localhost/hook',
  'https://127.0.0.1/hook',
  'https://127.1/hook',
  'https://2130706433/hook',
  'https://0x7f000001/hook',
  'https://0/hook',
  'https://[::1]/hook',
  'https://[::ffff:127.0.0.1]/hook',
  'https://[fd00::1]/hook',
  'https://[64:ff9b::a00:1]/hook',
  'https://10.0.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://metadata.google.internal/',
  'https://printer.local/',
  'https://intranet/',
  'nonsense',
])('%s is refused', (url) => expect(checkUrl(url, 'refuse')).toBeTypeOf('string'))

test.each(['https://shop.example/hook?a=1', 'https://8.8.8.8/hook', 'https://[2606:4700::1111]:8443/'])('%s is taken', (url) =>
  expect(checkUrl(url, 'refuse')).toBeUndefined(),
)

test('a local network takes what it is made of', () => {
  expect(checkUrl('http://127.0.0.1:4000/hook', 'allow')).toBeUndefined()
  expect(checkUrl('file:///etc/passwd', 'allow')).toBeTypeOf('string')
})

test('addresses of the public internet and no others', () => {
  for (const address of ['1.1.1.1', '9.9.9.9', '2a00:1450::1']) expect(isPublicAddress(address)).toBe(true)
  for (const address of [
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '198.18.0.1',
    '::',
    'fe80::1',
    'ff02::1',
    '2002:7f00:1::',
    'x',
  ])
    expect(isPublicAddress(address)).toBe(false)
})

test.each([{ all: true }, { all: false }])('a name that resolves to this machine is refused when connecting (%o)', async (options) => {
  const code = await new Promise((resolve) => lookupPublic('localhost', options, (error) => resolve(error?.code)))
  expect(code).toBe(privateAddressCode)
})
