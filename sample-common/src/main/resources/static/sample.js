// What the pages of the sample applications share.
export const byId = id => document.getElementById(id)

const sources = {
  vpp: release => `Source: VPP${release ? ' ' + release : ''} by way of VCL`,
  loopback: () => 'Source: the embedded loopback, kernel sockets behind VCL’s interface; no VPP is involved',
  kernel: () => 'Source: the kernel; VCL is not in use'
}

export function number(value) {
  if (value >= 1e6) return (value / 1e6).toFixed(1) + ' M'
  if (value >= 1e4) return (value / 1e3).toFixed(0) + ' k'
  if (value >= 100 || Number.isInteger(value)) return value.toFixed(0)
  return value.toFixed(1)
}

export const millis = value => value === null ? '–' : value < 10 ? value.toFixed(2) + ' ms' : value.toFixed(0) + ' ms'

function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 90) return seconds + ' s'
  if (seconds < 5400) return Math.round(seconds / 60) + ' min'
  if (seconds < 129600) return Math.round(seconds / 3600) + ' h'
  return Math.round(seconds / 86400) + ' days'
}

export function cell(row, label, content, className) {
  const element = row.insertCell()
  element.dataset.label = label
  if (className) element.className = className
  if (content instanceof Node) element.append(content)
  else element.textContent = content
}

export function pill(state) {
  const element = document.createElement('span')
  element.className = 'pill'
  element.dataset.state = state
  element.textContent = state
  return element
}

export function showStatus(status, time, detail = '') {
  byId('source').textContent = sources[status.source](status.release) + detail
  byId('state').textContent = status.state
  byId('state').dataset.state = status.state
  byId('since').textContent = 'for ' + span(Date.parse(time) - Date.parse(status.since))
}

/** Shows each snapshot with the one before it and the seconds between them: counters come once a second, rates are differences. */
export function follow(url, server, show) {
  let last = null
  let lostAt = null
  const lost = () => {
    byId('lost').textContent = `No news from the ${server} for ${span(Date.now() - lostAt)}: what is below is old. Trying again.`
    byId('lost').hidden = false
  }
  const events = new EventSource(url)
  events.onmessage = event => {
    lostAt = null
    byId('lost').hidden = true
    const now = JSON.parse(event.data)
    show(now, last, last ? Math.max(.1, (Date.parse(now.time) - Date.parse(last.time)) / 1000) : 1)
    last = now
  }
  events.onerror = () => {
    if (lostAt === null) lostAt = Date.now()
    lost()
  }
  setInterval(() => { if (lostAt !== null) lost() }, 1000)
}
