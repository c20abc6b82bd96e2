<?xml version="1.0" encoding="UTF-8"?>
<!-- Names the tests that were skipped, and why, and sums up the coverage: Maven prints only counts of the former and nothing of the latter. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
    <xsl:output method="text"/>

    <xsl:template match="/summary">
        <xsl:apply-templates select="testsuite[@tests = 0]"/>
        <xsl:apply-templates select="testsuite/testcase/skipped"/>
        <xsl:apply-templates select="report[counter]"/>
    </xsl:template>

    <!-- Surefire counts nothing for a class of which @BeforeAll gave up on an assumption. -->
    <xsl:template match="testsuite">
        <xsl:value-of select="concat('SKIPPED ', @name, ': no test of the class ran&#10;')"/>
    </xsl:template>

    <xsl:template match="skipped">
        <xsl:value-of select="concat('SKIPPED ', ../@classname, '.', ../@name, ': ')"/>
        <xsl:choose>
            <xsl:when test="@message">
                <xsl:value-of select="normalize-space(@message)"/>
            </xsl:when>
            <xsl:when test="contains(., '&#10;')">
                <xsl:value-of select="normalize-space(substring-before(., '&#10;'))"/>
            </xsl:when>
            <xsl:otherwise>
                <xsl:value-of select="normalize-space(.)"/>
            </xsl:otherwise>
        </xsl:choose>
        <xsl:text>&#10;</xsl:text>
    </xsl:template>

    <xsl:template match="report">
        <xsl:value-of select="concat('Coverage of ', @name, ':')"/>
        <xsl:apply-templates select="counter[@type = 'LINE' or @type = 'BRANCH']">
            <xsl:sort select="@type" order="descending"/>
        </xsl:apply-templates>
        <xsl:text>&#10;</xsl:text>
    </xsl:template>

    <xsl:template match="counter">
        <xsl:variable name="all" select="@covered + @missed"/>
        <xsl:if test="$all &gt; 0">
            <xsl:if test="position() &gt; 1">,</xsl:if>
            <xsl:value-of select="concat(' ', floor(100 * @covered div $all), ' % of ', $all)"/>
            <xsl:choose>
                <xsl:when test="@type = 'LINE'"> lines</xsl:when>
                <xsl:otherwise> branches</xsl:otherwise>
            </xsl:choose>
        </xsl:if>
    </xsl:template>
</xsl:stylesheet>
