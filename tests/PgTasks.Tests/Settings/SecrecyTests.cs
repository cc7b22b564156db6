using CsCheck;

namespace PgTasks.Tests.Settings;

/// <summary>A password is in no setting that is shown and in no error, however the string is broken.</summary>
public sealed class SecrecyTests : IDisposable
{
    private const string Secret = "Hu5hHu5h";

    private static readonly string[] s_templates =
    [
        "postgres://ann:{0}@db/app",
        "postgres://ann:{0}@db:x/app",
        "postgres://ann@db/app?password={0}",
        "postgres://ann@db/app?password={0}&sslmode=x",
        "postgres://ann@db/app?password={0}&x",
        "host=db user=ann password={0}",
        "host=db password={0} dbname",
        "host=db password='{0}' port=x",
        "password={0} nothing=x",
        "Host=db;Password={0};Port=x",
        "Host=db;Password='{0}';Nothing=x",
        "Host=db;Password={0};x",
        "{0}",
    ];

    private readonly Given _given = new();

    [Fact]
    public void Whatever_the_password_holds_no_message_and_no_setting_does() => Gen.Select(
        Gen.Int[0, s_templates.Length - 1], Gen.Char[" '\\=%@/:?&;\"[]x"].Array[0, 3], Gen.Int[0, Secret.Length]).Sample(
            (template, letters, at) =>
            {
                string password = Secret + new string(letters) + Secret;
                string text = s_templates[template].Replace("{0}", password, StringComparison.Ordinal);
                string shown = Show(text[..Math.Max(text.IndexOf(Secret, StringComparison.Ordinal) + at, 0)])
                    + Show(text);
                Assert.DoesNotContain(Secret, shown, StringComparison.OrdinalIgnoreCase);
            });

    [Fact]
    public void A_request_and_a_result_print_no_secret()
    {
        ConnectionRequest request = new() { ConnectionString = $"postgres://ann:{Secret}@db/app" };
        Assert.DoesNotContain(Secret, request.ToString() + _given.Resolve(request), StringComparison.Ordinal);
        Assert.Contains("Password = ********", _given.Resolve(request).ToString(), StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _given.Dispose();

    private string Show(string text)
    {
        List<string> notes = [];
        try
        {
            notes.Add(string.Concat(_given.Resolve(text, notes.Add).Settings.Where(IsAboutPasswords)));
        }
        catch (PgTaskException exception)
        {
            notes.Add(exception.ToString());
        }

        return string.Concat(notes);
    }

    // A password that holds "/" unescaped ends the URI's credentials, in libpq too: the rest of it is then a host.
    private static bool IsAboutPasswords(PgTaskSetting setting) => setting.Name == "Password";
}
