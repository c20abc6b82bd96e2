// Counters come once a second; rates are differences of neighbours.
const byId = id => document.getElementById(id)
let last = null
let lostAt = null

const sources = {
  vpp: s => `Source: VPP${s.release ? ' ' + s.release : ''} by way of VCL`,
  loopback: () => 'Source: the embedded loopback, kernel sockets behind VCL’s interface; no VPP is involved',
  kernel: () => 'Source: the kernel; VCL is not in use'
}

const comparisons = {
  vpp: 'Beside each hop: the same chain over the kernel, through servers that the same applications have there.',
  loopback: 'This is the loopback: figures show that the chain works, and there is nothing to compare.',
  kernel: 'Everything runs over the kernel: there is nothing to compare.'
}

function number(value) {
  if (value >= 1e6) return (value / 1e6).toFixed(1) + ' M'
  if (value >= 1e4) return (value / 1e3).toFixed(0) + ' k'
  if (value >= 100 || Number.isInteger(value)) return value.toFixed(0)
  return value.toFixed(1)
}

const millis = value => value === null ? '–' : value < 10 ? value.toFixed(2) + ' ms' : value.toFixed(0) + ' ms'

function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 90) return seconds + ' s'
  if (seconds < 5400) return Math.round(seconds / 60) + ' min'
  if (seconds < 129600) return Math.round(seconds / 3600) + ' h'
  return Math.round(seconds / 86400) + ' days'
}

function cell(row, label, content, className) {
  const element = row.insertCell()
  element.dataset.label = label
  if (className) element.className = className
  if (content instanceof Node) element.append(content)
  else element.textContent = content
}

function pills(states) {
  const element = document.createElement('span')
  for (const state of states) {
    const pill = element.appendChild(document.createElement('span'))
    pill.className = 'pill'
    pill.dataset.state = state
    pill.textContent = state
  }
  return element
}

const all = snapshot => [...snapshot.hops, ...snapshot.services.flatMap(service => service.hops)]
const same = (one, other) => ['from', 'to', 'by', 'chain', 'transport'].every(key => one[key] === other[key])

/** What happened on one hop of one chain since the last look, over whatever transport. */
function change(now, before, key, chain, seconds) {
  const current = all(now).filter(hop => hop.chain === chain && hop.from === key.from && hop.to === key.to)
  const moved = current.map(hop => {
    const old = before && all(before).find(candidate => same(candidate, hop))
    return { transport: hop.transport, count: Math.max(0, hop.count - (old ? old.count : 0)), seconds: Math.max(0, hop.seconds - (old ? old.seconds : 0)) }
  })
  const count = moved.reduce((sum, hop) => sum + hop.count, 0)
  const busy = moved.filter(hop => hop.count > 0)
  return {
    transports: (busy.length ? busy : moved).map(hop => hop.transport),
    rate: before ? count / seconds : null,
    latency: before && count > 0 ? 1000 * moved.reduce((sum, hop) => sum + hop.seconds, 0) / count : null
  }
}

function hops(now, before, seconds) {
  const keys = []
  for (const hop of all(now)) {
    if (hop.chain !== 'peer' && !keys.some(key => key.from === hop.from && key.to === hop.to)) keys.push(hop)
  }
  const rows = keys.map(key => {
    const vcl = change(now, before, key, 'vcl', seconds)
    const kernel = change(now, before, key, 'kernel', seconds)
    const row = document.createElement('tr')
    cell(row, 'Hop', `${key.from} → ${key.to}`)
    cell(row, 'Protocol', key.by)
    cell(row, 'Transport', pills(vcl.transports))
    cell(row, 'Requests/s', vcl.rate === null ? '–' : number(vcl.rate), 'number')
    cell(row, 'Mean latency', millis(vcl.latency), 'number')
    cell(row, 'Kernel: requests/s', kernel.rate === null ? '–' : number(kernel.rate), 'number beside')
    cell(row, 'Kernel: mean latency', millis(kernel.latency), 'number beside')
    return row
  })
  document.querySelector('#hops tbody').replaceChildren(...rows)
  byId('hops').hidden = rows.length === 0
  byId('no-hops').hidden = rows.length > 0
}

function clients(now) {
  document.querySelector('#clients tbody').replaceChildren(...now.clients.map(client => {
    const row = document.createElement('tr')
    cell(row, 'Client', client.name)
    cell(row, 'Transport', pills([client.transport === 'VCL' ? 'VCL' : 'KERNEL']))
    cell(row, 'Why', client.reason)
    return row
  }))
}

function silent(now) {
  const failed = now.services.filter(service => service.failure)
  byId('silent').textContent = failed.map(service => `No news from the service at ${service.url}: ${service.failure}`).join(' ')
  byId('silent').hidden = failed.length === 0
}

/** Without news the old counters stand: a rate must not count everything once more. */
function keepOldHops(now) {
  for (const service of now.services.filter(candidate => candidate.failure)) {
    const old = last && last.services.find(candidate => candidate.url === service.url)
    if (old) service.hops = old.hops
  }
}

function show(now) {
  keepOldHops(now)
  const seconds = last ? Math.max(.1, (Date.parse(now.time) - Date.parse(last.time)) / 1000) : 1
  document.body.classList.toggle('compares', now.source === 'vpp')
  byId('source').textContent = sources[now.source](now)
  byId('comparison').textContent = comparisons[now.source]
  byId('state').textContent = now.state
  byId('state').dataset.state = now.state
  byId('since').textContent = 'for ' + span(Date.parse(now.time) - Date.parse(now.since))
  hops(now, last, seconds)
  clients(now)
  silent(now)
  last = now
}

function lost() {
  byId('lost').textContent = `No news from the gateway for ${span(Date.now() - lostAt)}: what is below is old. Trying again.`
  byId('lost').hidden = false
}

const events = new EventSource('api/hops')
events.onmessage = event => {
  lostAt = null
  byId('lost').hidden = true
  show(JSON.parse(event.data))
}
events.onerror = () => {
  if (lostAt === null) lostAt = Date.now()
  lost()
}
setInterval(() => { if (lostAt !== null) lost() }, 1000)
