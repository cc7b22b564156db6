BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $escape = [char] 27
    $title = "$escape]0;renamed$([char] 7)"
    $shown = '␛]0;renamed␇'
}

AfterAll { Remove-TestStore $store }

Describe 'A control character of the database' {
    It 'is kept in the object' {
        (Add-PgTask $title).Title | Should -BeExactly $title
    }

    It 'is a picture in an error, its advice and its target' {
        $problem = { Invoke-PgTaskQuery "DO `$`$ BEGIN RAISE '$title' USING DETAIL = '$title', HINT = '$title'; END `$`$" } |
            Should -Throw -PassThru
        $problem.ErrorDetails.Message.Split("`n").Trim()[0, 1] | Should -BeExactly $shown, $shown
        $problem.ErrorDetails.RecommendedAction | Should -BeExactly $shown
        $problem.CategoryInfo.TargetName | Should -Not -Match $escape
        "$problem" | Should -Not -Match $escape
        $problem.TargetObject | Should -Match $escape
    }

    It 'is a picture in what the server notices' {
        $told = Invoke-PgTaskQuery -Verbose -InformationAction Continue "
            DO `$`$ BEGIN RAISE NOTICE '$title'; RAISE WARNING '$title'; RAISE INFO '$title'; END `$`$" *>&1
        @($told -match '␛' -notmatch 'Performing').Count | Should -Be 3
        ($told | Out-String) | Should -Match ([regex]::Escape($shown))
        ($told | Out-String) | Should -Not -Match $escape
    }

    It 'is a picture in what -WhatIf says' {
        $transcript = Join-Path $TestDrive whatif.txt
        $null = Start-Transcript $transcript
        Add-PgTask $title -WhatIf
        $null = Stop-Transcript
        $said = Get-Content -Raw $transcript
        $said | Should -Match ([regex]::Escape($shown))
        $said | Should -Not -Match $escape
    }
}
