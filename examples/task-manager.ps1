# The task manager, by the name that the readme gives it.
& (Join-Path $PSScriptRoot 10-task-manager.ps1)
