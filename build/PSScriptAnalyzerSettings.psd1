@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        'PSAvoidUsingWriteHost' # build.ps1 talks to a person
        'PSUseShouldProcessForStateChangingFunctions'
        'PSUseDeclaredVarsMoreThanAssignments' # Pester's blocks share variables
        'PSUseSingularNouns'
        'PSReviewUnusedParameter'
        'PSUseBOMForUnicodeEncodedFile' # PowerShell 7 reads UTF-8 without one
    )
}
