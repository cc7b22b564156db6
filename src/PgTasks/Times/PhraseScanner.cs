namespace PgTasks;

/// <summary>Takes numbers, words and signs off the front of a text. A copy of it is a place to come back to.</summary>
internal ref struct PhraseScanner(ReadOnlySpan<char> text)
{
    // What has more digits is no number of days or years, and could not be counted with.
    private const int MostDigits = 8;

    private ReadOnlySpan<char> _rest = text;

    /// <summary>What is left, without the blanks before it.</summary>
    public ReadOnlySpan<char> Rest
    {
        get => _rest = _rest.TrimStart();
        set => _rest = value;
    }

    public bool IsAtEnd => Rest.IsEmpty;

    /// <summary>Takes one character.</summary>
    public bool TryTake(char character)
    {
        bool isThere = Rest.Length > 0 && _rest[0] == character;
        if (isThere)
        {
            _rest = _rest[1..];
        }

        return isThere;
    }

    /// <summary>Takes a plus or a minus.</summary>
    public bool TryTakeSign(out int sign)
    {
        sign = TryTake('+') ? 1 : TryTake('-') ? -1 : 0;
        return sign != 0;
    }

    /// <summary>Takes a number without a sign.</summary>
    public bool TryTakeNumber(out int number, out int digits)
    {
        ReadOnlySpan<char> rest = Rest;
        digits = 0;
        number = 0;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
        {
            number = digits < MostDigits ? (number * 10) + (rest[digits] - '0') : number;
            digits++;
        }

        if (digits is 0 or > MostDigits)
        {
            return false;
        }

        _rest = rest[digits..];
        return true;
    }

    /// <summary>Takes letters, as lower case; empty where there are none.</summary>
    public string TakeWord()
    {
        ReadOnlySpan<char> rest = Rest;
        int length = 0;
        while (length < rest.Length && char.IsAsciiLetter(rest[length]))
        {
            length++;
        }

        _rest = rest[length..];
        return rest[..length].ToString().ToLowerInvariant();
    }

    /// <summary>Takes a word if it is this one.</summary>
    public bool TryTakeWord(string word)
    {
        PhraseScanner before = this;
        bool isIt = TakeWord() == word;
        if (!isIt)
        {
            this = before;
        }

        return isIt;
    }
}
