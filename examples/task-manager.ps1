# The task manager, by the name that the readme gives it.
& "$PSScriptRoot/10-task-manager.ps1"
