function Invoke-Check([string] $Root) { throw 'to come' }
