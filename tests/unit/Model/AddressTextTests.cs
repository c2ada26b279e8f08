namespace RedshiftSync.UnitTests.Model;

/// <summary>What can be a path or a name stays one.</summary>
public sealed class AddressTextTests
{
    [Theory]
    [InlineData(@"C:\folder\s.json")]
    [InlineData("C:/folder/my file.json")]
    [InlineData("FileSystem::C:\\a b\\s.json")]
    [InlineData("/tmp/2024-05-01T10:20:30.json")]
    [InlineData("./backup 12:30 of user u.json")]
    [InlineData("password list.json")]
    [InlineData("the user and his passwords.db")]
    [InlineData("node_modules/x@2.1/s.json")]
    [InlineData("secret santa.db")]
    public void A_possible_path_is_not_taken_for_an_address(string text) => Assert.False(AddressText.CannotBePath(text));

    [Theory]
    [InlineData("name.id.region.redshift.amazonaws.com:5439/dev")]
    [InlineData("[2001:db8::5]:5439/dev")]
    [InlineData("2001:db8:1:2:3:4:5:6")]
    [InlineData("a database of the user")]
    public void A_possible_name_is_not_taken_for_an_address(string text) => Assert.False(AddressText.CannotBeName(text));
}
