namespace RedshiftSync.UnitTests.Tables;

public sealed class NameWordsTests
{
    [Theory]
    [InlineData("updated_at")]
    [InlineData("updatedAt")]
    [InlineData("UpdatedAt")]
    [InlineData("updatedat")]
    [InlineData("UPDATED_AT_UTC")]
    [InlineData("last_modified")]
    [InlineData("LastModifiedDate")]
    [InlineData("lastmodifieddate")]
    [InlineData("changed_on")]
    [InlineData("modified")]
    [InlineData("update_time")]
    [InlineData("lastupdate")]
    [InlineData("mtime")]
    [InlineData("change_ts")]
    [InlineData("updated")]
    [InlineData("last_changed")]
    [InlineData("modification_date")]
    [InlineData("systemmodstamp")]
    [InlineData("upd_dttm")]
    [InlineData("order_updated_at")]
    public void A_name_says_change(string name) => Assert.True(NameWords.SayChange(name, "orders"));

    [Theory]
    [InlineData("created_at")]
    [InlineData("createdAt")]
    [InlineData("deleted_at")]
    [InlineData("birthday")]
    [InlineData("updated_by")]
    [InlineData("updatedby")]
    [InlineData("price_updated_at")]
    [InlineData("password_changed_at")]
    [InlineData("next_update_at")]
    [InlineData("created_or_updated")]
    [InlineData("updated_at2")]
    [InlineData("last_seen")]
    [InlineData("last_date")]
    [InlineData("timestamp")]
    [InlineData("exchange_date")]
    [InlineData("order_date")]
    [InlineData("model_time")]
    [InlineData("_")]
    public void A_name_says_something_else(string name) => Assert.False(NameWords.SayChange(name, "orders"));

    [Theory]
    [InlineData("customerID", "customer id")]
    [InlineData("UTCTime_stamp2", "utc time stamp 2")]
    [InlineData("größe-Änderung", "größe änderung")]
    public void A_name_is_split(string name, string words) => Assert.Equal(words.Split(' '), NameWords.Split(name));
}
